const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const QUOTED_LOCAL = /^"(?:[ !#-[\]-~]|\\[ -~])*"$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const GROUP = /^[0-9a-f]{1,4}$/i;

/** A host name (1123 2.1): labels of up to 63 characters, 253 in all. */
export function isHostname(text: string): boolean {
  if (text.length > 253) return false;
  return text.split('.').every((label) => label.length <= 63 && LABEL.test(label) && !isReserved(label));
}

/** 5890 2.3.1: two hyphens there mark a kind of name; only that of `xn--` is in use. */
function isReserved(label: string): boolean {
  return label.startsWith('--', 2) && !/^xn--[a-z0-9]/i.test(label);
}

/** A mailbox (5321 4.1.2). */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64) return false;
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  return (LOCAL.test(local) || QUOTED_LOCAL.test(local)) && (isHostname(domain) || isAddressLiteral(domain));
}

function isAddressLiteral(text: string): boolean {
  if (!text.startsWith('[') || !text.endsWith(']')) return false;
  const address = text.slice(1, -1);
  return /^ipv6:/i.test(address) ? isIpv6(address.slice(5)) : isIpv4(address);
}

/** Four numbers in decimal without leading zeros (2673 3.2). */
export function isIpv4(text: string): boolean {
  return text.length <= 15 && IPV4.test(text);
}

/** 4291 2.2: eight groups, one run of zeros left out at most, the last two as IPv4 if wanted. */
export function isIpv6(text: string): boolean {
  if (text.length > 45) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const [head = '', tail] = halves;
  const first = countGroups(head, tail === undefined);
  const second = tail === undefined ? 0 : countGroups(tail, true);
  if (first === undefined || second === undefined) return false;
  return tail === undefined ? first === 8 : first + second <= 7;
}

/** Groups of 16 bits in a part; undefined when it is malformed. */
function countGroups(part: string, mayEndInIpv4: boolean): number | undefined {
  if (part === '') return 0;
  const groups = part.split(':');
  const last = groups.at(-1) ?? '';
  const hasIpv4 = mayEndInIpv4 && last.includes('.');
  if (hasIpv4 && !isIpv4(last)) return undefined;
  const plain = hasIpv4 ? groups.slice(0, -1) : groups;
  return plain.every((group) => GROUP.test(group)) ? plain.length + (hasIpv4 ? 2 : 0) : undefined;
}

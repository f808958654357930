/** Whether nothing but this machine is reached under `address`, an IP address (one of IPv6 also in brackets) or a name. */
export function isLoopback(address: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(address) || /^127(?:\.\d{1,3}){3}$/.test(address);
}

// Times as they stand in a query (RFC 3339).

const RFC_3339 = /^(?<date>\d{4}-\d\d-\d\d)[Tt ](?<time>\d\d:\d\d:\d\d)(?:\.(?<fraction>\d+))?(?<zone>.+)$/;
const OFFSET = /^(?<sign>[+ -])(?<hours>[01]\d|2[0-3]):(?<minutes>[0-5]\d)$/;

/** Milliseconds since 1970 of an RFC 3339 time; undefined for anything else, also for a day that does not exist. */
export function parseTime(text: string): number | undefined {
  const { date, time, fraction = '', zone } = RFC_3339.exec(text)?.groups ?? {};
  if (date === undefined || time === undefined || zone === undefined) return undefined;
  const offset = parseOffset(zone);
  // A leap second has no number of its own: it belongs to the second before.
  const leap = time.endsWith(':60');
  const clock = leap ? `${time.slice(0, -2)}59` : time;
  const local = `${date}T${clock}.${leap ? '999' : fraction.slice(0, 3).padEnd(3, '0')}Z`;
  const milliseconds = Date.parse(local);
  // The day must exist: 30 February would silently become a day in March.
  if (offset === undefined || Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== local) {
    return undefined;
  }
  return milliseconds - offset;
}

/** Milliseconds east of UTC. A "+" that was not percent-encoded arrives as a space, and means nothing else here. */
function parseOffset(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const { sign, hours, minutes } = OFFSET.exec(zone)?.groups ?? {};
  if (sign === undefined) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -offset : offset;
}

import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address that a request came from. `proxies` stand in front of the service: so many of the last addresses in
 * X-Forwarded-For were written by them, and whatever is before those anybody can have made up.
 */
export function clientAddress(request: IncomingMessage, proxies: number): string | undefined {
  const { remoteAddress } = request.socket;
  if (proxies === 0) return remoteAddress;
  const written = [request.headers['x-forwarded-for'] ?? []].flat().join(',');
  const named = written
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .slice(-proxies);
  // What a proxy writes instead of an address (`unknown`, a port behind it) is none.
  const [address = ''] = named;
  return isIP(address) === 0 ? remoteAddress : address;
}

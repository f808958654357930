import Negotiator from 'negotiator';

/**
 * The media type among `offered` that suits the Accept field best (9110 12.5.1); undefined when none does. Without
 * the field the first one offered is taken.
 */
export function negotiateMediaType<T extends string>(
  accept: string | undefined,
  offered: readonly T[],
): T | undefined {
  if (accept === undefined || accept === '*/*') return offered[0];
  const [best] = new Negotiator({ headers: { accept } }).mediaTypes([...offered]);
  return offered.find((type) => type === best);
}

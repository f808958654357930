/** One attempt to write a document, in the order of attempts. */
export interface Written {
  /** What the content carries; every attempt has its own. */
  readonly nonce: string;
  /** The revision that was acknowledged; undefined when no answer came. */
  acknowledged: number | undefined;
}

/** Everything that is wrong with what a restarted service shows of one document, given all attempts so far. */
export function audit(
  history: readonly Written[],
  found: { readonly revision: number; readonly nonce: string } | undefined,
): string[] {
  const faults: string[] = [];
  const acknowledged = history.filter((one) => one.acknowledged !== undefined);
  const revisions = acknowledged.map((one) => one.acknowledged);
  if (new Set(revisions).size !== revisions.length) faults.push('a revision was acknowledged for two writes');
  const last = acknowledged.at(-1);
  if (found === undefined) {
    if (last !== undefined) faults.push(`${last.nonce} was acknowledged, and there is nothing`);
    return faults;
  }
  const index = history.findIndex(({ nonce }) => nonce === found.nonce);
  if (index < 0) return [...faults, `${found.nonce} was never written`];
  if (last !== undefined && index < history.indexOf(last))
    faults.push(`${last.nonce} was acknowledged and is lost`);
  if (last?.acknowledged !== undefined && found.revision < last.acknowledged)
    faults.push('the revision went back');
  return faults;
}

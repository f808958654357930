/** A variable that nobody reads, and the setting that was probably meant. */
export interface Misspelt {
  readonly name: string;
  readonly meant: string;
}

/**
 * The variables of `environment` that are no setting but one slip away from one. What else is there belongs to somebody
 * else: an environment is shared by all that runs in it.
 */
export function findMisspelt(
  environment: Readonly<Record<string, string | undefined>>,
  settings: readonly string[],
): readonly Misspelt[] {
  return Object.keys(environment).flatMap((name) => {
    if (settings.includes(name)) return [];
    const meant = settings.find((setting) => isOneSlipAway(name, setting));
    return meant === undefined ? [] : [{ name, meant }];
  });
}

/** Whether a letter was changed, left out, put in or exchanged with the next; or only the case is another. */
function isOneSlipAway(name: string, setting: string): boolean {
  if (name.toUpperCase() === setting) return true;
  let at = 0;
  while (at < setting.length && name[at] === setting[at]) at++;
  const [rest, wanted] = [name.slice(at), setting.slice(at)];
  return (
    rest.slice(1) === wanted.slice(1) ||
    rest === wanted.slice(1) ||
    rest.slice(1) === wanted ||
    (rest.slice(2) === wanted.slice(2) && rest[0] === wanted[1] && rest[1] === wanted[0])
  );
}

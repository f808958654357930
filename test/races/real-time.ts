/** A state that one writer made, in the order of writing. Times are of one monotonic clock. */
export interface Version {
  readonly sent: number;
  readonly acknowledged: number;
}

/** That somebody was shown a version, by its place in the order; `how` is for the report. */
export interface Sighting {
  readonly version: number;
  readonly started: number;
  readonly ended: number;
  readonly how: string;
}

/**
 * What contradicts real time: a version shown after a newer one was acknowledged, or before it was even sent. A 304
 * shows the version whose tag it carries.
 */
export function realTimeFaults(versions: readonly Version[], sightings: readonly Sighting[]): string[] {
  return sightings.flatMap(({ version, started, ended, how }) => {
    const shown = versions[version];
    const newer = versions[version + 1];
    if (shown === undefined) return [`${how} shows version ${version}, which nobody wrote`];
    if (newer !== undefined && newer.acknowledged < started)
      return [`${how} shows version ${version} after ${version + 1} was acknowledged`];
    return shown.sent < ended ? [] : [`${how} shows version ${version} before it was sent`];
  });
}

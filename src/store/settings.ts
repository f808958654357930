/** What a collection may decide about itself; every setting has a default. */
export interface CollectionSettings {
  /** Whether a write without a precondition is refused (428). */
  readonly preconditions: 'required' | 'optional';
}

/** One fault of a settings object: where (RFC 6901), and what to write instead. */
export interface SettingsFault {
  readonly pointer: string;
  readonly message: string;
}

/** The settings that an object spells; or everything that is wrong with it. */
export function parseSettings(
  members: Readonly<Record<string, unknown>>,
):
  | { readonly kind: 'settings'; readonly settings: CollectionSettings }
  | { readonly kind: 'invalid'; readonly errors: readonly SettingsFault[] } {
  const errors: SettingsFault[] = [];
  let preconditions: CollectionSettings['preconditions'] = 'required';
  for (const [name, value] of Object.entries(members)) {
    if (name !== 'preconditions') {
      errors.push({ pointer: pointerTo(name), message: `is no setting; known are: preconditions` });
    } else if (value === 'required' || value === 'optional') {
      preconditions = value;
    } else {
      errors.push({ pointer: pointerTo(name), message: 'must be "required" or "optional"' });
    }
  }
  return errors.length > 0 ? { kind: 'invalid', errors } : { kind: 'settings', settings: { preconditions } };
}

function pointerTo(member: string): string {
  return `/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

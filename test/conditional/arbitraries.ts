import * as fc from 'fast-check';
import type { EntityTag } from '../../src/conditional/index.js';

export const LATIN1: readonly string[] = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));

/** Every character that 9110 8.8.3 lets stand inside an entity-tag. */
export const TAG_CHARACTERS: readonly string[] = LATIN1.filter((character) =>
  /[\u0021\u0023-\u007e\u0080-\u00ff]/.test(character),
);

/** Opaque-tags of any legal characters, those that mislead a careless parser among them more often. */
export const opaqueTags = fc.string({
  unit: fc.oneof(fc.constantFrom(...TAG_CHARACTERS), fc.constantFrom(',', '\\', 'W', '/', '*')),
  maxLength: 12,
});

export const entityTags: fc.Arbitrary<EntityTag> = fc.record({ opaque: opaqueTags, weak: fc.boolean() });

/** Optional white space. */
export const space = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 3 });

/** Nothing but white space and commas. */
export const emptyMembers = fc.string({ unit: fc.constantFrom(' ', '\t', ','), maxLength: 5 });

/** Anything a field value could hold, with the characters of the grammar more often. */
export const hostileText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...LATIN1),
    fc.constantFrom('"', ',', ' ', '\t', 'W', 'w', '/', '*', '\\', 'a'),
  ),
  maxLength: 60,
});

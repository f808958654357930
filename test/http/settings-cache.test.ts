import { SettingsCache } from '../../src/documents/settings-cache.js';
import type { CollectionHead } from '../../src/store/index.js';

function head(name: string, revision: number, settings: string): CollectionHead {
  const times = { createdAt: 0, updatedAt: 0, previousAt: null };
  const counters = { sequence: 0, documents: 0, prunedThrough: 0 };
  return { name, revision, deleted: false, settings, ...times, ...counters } as unknown as CollectionHead;
}

const SCHEMA = '{"schema":{"required":["a"]}}';
const LARGE = `{"schema":{"description":"${'x'.repeat(100_000)}"}}`;

describe('the cache of settings', () => {
  it('compiles a schema once per revision of the settings', () => {
    const cache = new SettingsCache();
    const first = cache.schemaOf(head('c', 1, SCHEMA));
    expect(first?.check('{}')).toHaveLength(1);
    expect(cache.schemaOf(head('c', 1, SCHEMA))).toBe(first);
    expect(cache.schemaOf(head('c', 2, '{}'))).toBeNull();
    expect(cache.schemaOf(head('c', 3, SCHEMA))).not.toBe(first);
  });

  it('lets go of what was not used for the longest time when it holds a lot', () => {
    const cache = new SettingsCache();
    const often = cache.schemaOf(head('often', 1, SCHEMA));
    const once = cache.schemaOf(head('once', 1, SCHEMA));
    for (let n = 0; n < 20; n++) {
      cache.schemaOf(head(`large${n}`, 1, LARGE));
      expect(cache.schemaOf(head('often', 1, SCHEMA))).toBe(often);
    }
    expect(cache.schemaOf(head('once', 1, SCHEMA))).not.toBe(once);
  });

  it('keeps settings that alone are larger than all it should hold', () => {
    const cache = new SettingsCache();
    const huge = head('huge', 1, `{"preconditions":"optional"${' '.repeat(2_000_000)}}`);
    expect(cache.of(huge)).toBe(cache.of(huge));
  });
});

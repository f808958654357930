// RFC 9110 8.8.1, 8.8.3.3 (R5, R73): representations that differ in a byte have strong entity-tags that differ.
import * as fc from 'fast-check';
import { formatEntityTag } from '../../src/conditional/index.js';
import { type JsonObject, parseJson, serialiseJson } from '../../src/json/index.js';
import {
  compress,
  DOCUMENT_VARIANTS,
  documentPage,
  everyListTag,
  everyRevisionTag,
  type Format,
  LIST_VARIANTS,
  type ListFormat,
  listPage,
  listTag,
  ndjsonLine,
  csvHeader,
  csvRow,
  itemStart,
  ITEM_END,
  csvFields,
  revisionTag,
  type Variant,
  variantOf,
  variantSuffix,
} from '../../src/representation/index.js';
import { moments } from './support.js';

const STATE = { revision: 7, updatedAt: 1_764_000_000_000 };
const LIST = { sequence: 412, count: 128, at: 1_764_000_000_000 };
const EPOCH = '9f8e7d6c';

describe('8.8.3.3: what a variant adds to a tag', () => {
  it.each<[Format, 'identity' | 'gzip' | 'br', string]>([
    ['json', 'identity', ''],
    ['json', 'gzip', '-gzip'],
    ['json', 'br', '-br'],
    ['html', 'identity', '-html1'],
    ['html', 'gzip', '-html1-gzip'],
    ['ndjson', 'br', '-ndjson1-br'],
    ['csv', 'identity', '-csv1'],
  ])('%s in %s adds %j', (format, coding, suffix) => {
    const variant = variantOf(format, coding);
    expect(variantSuffix(variant)).toBe(suffix);
    expect(formatEntityTag(revisionTag(STATE, variant))).toBe(`"7.midc1z40${suffix}"`);
    expect(formatEntityTag(listTag(LIST, EPOCH, variant))).toBe(`"412.128.midc1z40.9f8e7d6c${suffix}"`);
  });

  it('without a variant the tag is that of plain JSON', () => {
    expect(revisionTag(STATE)).toEqual(revisionTag(STATE, variantOf('json', 'identity')));
    expect(listTag(LIST, EPOCH)).toEqual(listTag(LIST, EPOCH, variantOf('json', 'identity')));
  });

  it('a write accepts the tag of every variant, each once, the plain one among them', () => {
    const tags = everyRevisionTag(STATE).map(formatEntityTag);
    expect(tags).toContain('"7.midc1z40"');
    expect(new Set(tags).size).toBe(6);
    expect(new Set(everyListTag(LIST, EPOCH).map(formatEntityTag)).size).toBe(12);
  });

  it('settings are part of the tag of a list only where the page shows them: as HTML', () => {
    const settings = { revision: 3, updatedAt: 1_763_000_000_000 };
    const changed = LIST_VARIANTS.filter(
      (variant) =>
        listTag({ ...LIST, settings }, EPOCH, variant).opaque !== listTag(LIST, EPOCH, variant).opaque,
    );
    expect(new Set(changed.map(({ format }) => format))).toEqual(new Set(['html']));
    expect(listTag({ ...LIST, settings }, EPOCH, variantOf('html', 'br')).opaque).toBe(
      '412.128.midc1z40.9f8e7d6c.3.mhwsoi68-html1-br',
    );
  });
});

describe('8.8.1: the same tag means the same bytes, and other bytes another tag', () => {
  /** One life of one document: no two revisions share their number and time. */
  const lives = fc
    .uniqueArray(fc.record({ revision: fc.integer({ min: 1, max: 40 }), updatedAt: moments }), {
      selector: ({ revision, updatedAt }) => `${revision} ${updatedAt}`,
      minLength: 1,
      maxLength: 4,
    })
    .chain((states) =>
      fc.tuple(...states.map((state) => fc.record({ ...constants(state), title: fc.string() }))),
    );

  it('over all variants of the revisions of a document', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (revisions) => {
        const byTag = new Map<string, Buffer>();
        for (const { title, ...state } of revisions) {
          for (const variant of DOCUMENT_VARIANTS) {
            const bytes = await documentBytes(state, title, variant);
            const again = await documentBytes(state, title, variant);
            expect(bytes.equals(again)).toBe(true);
            byTag.set(revisionTag(state, variant).opaque, bytes);
          }
        }
        expect(byTag.size).toBe(revisions.length * DOCUMENT_VARIANTS.length);
      }),
      { numRuns: 20 },
    );
  });

  it('over all variants of the states of a list, the settings that a page shows included', async () => {
    const states = fc.record({
      sequence: fc.integer({ min: 1, max: 3 }),
      settings: fc.record({ revision: fc.integer({ min: 1, max: 3 }), updatedAt: fc.constant(5) }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(states, { minLength: 2, maxLength: 4 }), async (shown) => {
        const byTag = new Map<string, Buffer>();
        for (const state of shown) {
          for (const variant of LIST_VARIANTS) {
            const { opaque } = listTag({ ...state, count: 1, at: state.sequence }, EPOCH, variant);
            const bytes = await listBytes(state, variant);
            const known = [...byTag].find(([, other]) => other.equals(bytes));
            expect(byTag.get(opaque)?.equals(bytes) ?? true).toBe(true);
            expect(known?.[0] ?? opaque).toBe(opaque);
            byTag.set(opaque, bytes);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

function constants(state: { revision: number; updatedAt: number }): {
  revision: fc.Arbitrary<number>;
  updatedAt: fc.Arbitrary<number>;
} {
  return { revision: fc.constant(state.revision), updatedAt: fc.constant(state.updatedAt) };
}

async function documentBytes(
  state: { revision: number; updatedAt: number },
  title: string,
  { format, coding }: Variant<'json' | 'html'>,
): Promise<Buffer> {
  const json = serialiseJson({ title });
  if (format === 'json') return compress(coding, json);
  const links = { self: '/d', list: '/l', history: '/h', attachments: '/a' };
  const page = {
    collection: 'notes',
    id: 'a',
    ...state,
    etag: '"e"',
    createdAt: 0,
    data: parseJson(json),
    links,
  };
  return compress(coding, documentPage(page));
}

/** The list in a state: its document and its settings follow from the numbers. */
async function listBytes(
  { sequence, settings }: { sequence: number; settings: { revision: number } },
  { format, coding }: Variant<ListFormat>,
): Promise<Buffer> {
  const data: JsonObject = { n: sequence };
  const item = { id: 'a', revision: sequence, createdAt: 0, updatedAt: sequence };
  const texts: Readonly<Record<ListFormat, () => string>> = {
    json: () => `${itemStart(item)}${serialiseJson(data)}${ITEM_END}`,
    ndjson: () => ndjsonLine(item, serialiseJson(data)),
    csv: () => csvHeader(csvFields([data])) + csvRow(item, data, ['n']),
    html: () => {
      const indexes = [`index${settings.revision}`];
      const form = { formAction: '/l', filters: [], sort: undefined, limit: 50, fields: [], indexes };
      const page = listPage({ collection: 'notes', total: 1, etag: '"e"', ...form });
      return page.start + page.row(item, data) + page.end({ next: null });
    },
  };
  return compress(coding, texts[format]());
}

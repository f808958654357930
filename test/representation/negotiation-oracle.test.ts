// RFC 9110 12.5: negotiation against an oracle that knows the preferences without reading a field.
import * as fc from 'fast-check';
import {
  type Coding,
  LIST_FORMATS,
  type ListFormat,
  negotiateVariant,
} from '../../src/representation/index.js';
import { codingOf } from './support.js';

const weights = fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10);
const space = fc.constantFrom('', ' ', '\t ');
const TYPES: Readonly<Record<ListFormat, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  html: 'text/html',
};
const ranges = fc.constantFrom(
  '*/*',
  'text/*',
  'application/*',
  'image/*',
  'image/png',
  ...Object.values(TYPES),
);

function written(members: readonly Member[]): string {
  return members
    .map(({ name, weight, before, after }) =>
      weight === 1 && before === '' ? `${name}${after}` : `${name}${before};${after}q=${weight}`,
    )
    .join(',');
}

function fields(names: fc.Arbitrary<string>): fc.Arbitrary<Member[]> {
  return fc.uniqueArray(fc.record({ name: names, weight: weights, before: space, after: space }), {
    selector: ({ name }) => name,
    minLength: 1,
    maxLength: 7,
  });
}

/** A member of the field, with the white space around the semicolon of its weight. */
interface Member {
  readonly name: string;
  readonly weight: number;
  readonly before: string;
  readonly after: string;
}

describe('12.5: the choice among what is acceptable', () => {
  it('the format is the best by weight, then by how it is named, then by the order offered', () => {
    fc.assert(
      fc.property(
        fields(ranges),
        fc.shuffledSubarray([...LIST_FORMATS], { minLength: 1 }),
        (members, offered) => {
          const rated = offered.map((format, order) => {
            const type = TYPES[format];
            const deciding = [type, type.replace(/\/.*/, '/*'), '*/*'].flatMap((range, breadth) =>
              members.filter(({ name }) => name === range).map(({ weight }) => ({ weight, breadth })),
            )[0];
            return { format, order, weight: deciding?.weight ?? 0, breadth: deciding?.breadth ?? 9 };
          });
          const [first] = rated
            .filter(({ weight }) => weight > 0)
            .toSorted((a, b) => b.weight - a.weight || a.breadth - b.breadth || a.order - b.order);
          const accept = written(members);
          const variant = negotiateVariant({ accept, acceptEncoding: undefined }, offered, {
            compressible: true,
          });
          expect('kind' in variant ? undefined : variant.format).toBe(first?.format);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('the coding is the best by weight, then br, gzip, identity', () => {
    const names = fc.constantFrom('br', 'gzip', 'identity', '*', 'deflate');
    fc.assert(
      fc.property(fields(names), fc.boolean(), (members, compressible) => {
        const weightOf = (coding: string): number | undefined =>
          (members.find(({ name }) => name === coding) ?? members.find(({ name }) => name === '*'))?.weight;
        const made: readonly Coding[] = compressible ? ['br', 'gzip', 'identity'] : ['identity'];
        const rated = made.map((coding, order) => ({
          coding,
          order,
          weight: weightOf(coding) ?? (coding === 'identity' ? 1e-9 : 0),
        }));
        const [first] = rated
          .filter(({ weight }) => weight > 0)
          .toSorted((a, b) => b.weight - a.weight || a.order - b.order);
        expect(codingOf(written(members), compressible)).toBe(first?.coding ?? 'none');
      }),
      { numRuns: 1000 },
    );
  });
});

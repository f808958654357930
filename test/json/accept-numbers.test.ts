// RFC 7493 2.2 and contract section 2: a number survives if its decimal value is that of its double's shortest text.
import * as fc from 'fast-check';
import { faultOf, valueVerdict } from './support.js';

const words = (list: string): string[] => list.trim().split(/\s+/);
const zeros = (count: number): string => '0'.repeat(count);

describe('contract 2: numbers that survive a double', () => {
  it.each(
    words(`
      0.1 1.0 1e2 100 -0 -0.0 0e5 0.000 0.10 1.50e3 -1.5 15e-1 0.00015e4 1e0 1E+00
      999999999999999 9007199254740991 9007199254740992 9007199254740994 -9007199254740992
      0.30000000000000004 1e23 100000000000000000000000 1.7976931348623157e308
      17976931348623157e292 5e-324 0.5e-323 2.2250738585072014e-308 123456789012345e-50 1e-300
      1e300 1e+21 1e00000000021 4.35 0.1e1 10e-1 1e-7 0.0000001 123e-20 9e22
    `),
  )('%s stays', (literal) => {
    expect(valueVerdict(literal)).toBe('accepted');
  });

  it.each(
    words(`
      1e400 -1e400 1e-400 -1e-400 9007199254740993 -9007199254740993 9007199254740993.0
      9007199254740993e0 0.1000000000000000055511151231257827 0.10000000000000000001
      1.7976931348623159e308 1e309 9e308 2e-324 4.9e-324 4.9406564584124654e-324 1e-325
      12345678901234567890 0.12345678901234567890 3.141592653589793238462643383279
      0.3000000000000000444 999999999999999999 1e1000000000 1e-1000000000
    `),
  )('%s goes', (literal) => {
    expect(valueVerdict(literal)).toBe('unsafe-number');
    expect(faultOf(`{"a":[0,${literal}]}`)).toMatchObject({
      kind: 'unsafe-number',
      pointer: '/a/1',
      offset: 8,
    });
  });

  it.each([
    ['a thousand digits', '7'.repeat(1000), 'unsafe-number'],
    ['a thousand decimals', `0.${'3'.repeat(1000)}`, 'unsafe-number'],
    ['one and a thousand zeros', `1${zeros(1000)}`, 'unsafe-number'],
    ['one and three hundred zeros', `1${zeros(300)}`, 'accepted'],
    ['one and a thousand zeros, brought back by its exponent', `1${zeros(1000)}e-1000`, 'accepted'],
    ['a one in the thousandth decimal, brought back by its exponent', `0.${zeros(999)}1e1000`, 'accepted'],
    ['one with a thousand zeros after the point', `1.${zeros(1000)}`, 'accepted'],
    ['one with a thousand zeros and a one after the point', `1.${zeros(1000)}1`, 'unsafe-number'],
    ['zero with a thousand zeros after the point', `-0.${zeros(1000)}`, 'accepted'],
    ['an exponent of thousands of digits', `1e${'9'.repeat(5000)}`, 'unsafe-number'],
    ['a negative exponent of thousands of digits', `1e-${'9'.repeat(5000)}`, 'unsafe-number'],
    ['an exponent of thousands of zeros', `1e${zeros(5000)}2`, 'accepted'],
    ['zero with an exponent of thousands of digits', `0.0e${'9'.repeat(5000)}`, 'accepted'],
    ['zero with a negative exponent of thousands of digits', `-0e-${'9'.repeat(5000)}`, 'accepted'],
    ['the exponent 999999999', '1e999999999', 'unsafe-number'],
    ['zero to the exponent 999999999', '0e999999999', 'accepted'],
  ])('%s: decided by its decimal value', (_, literal, verdict) => {
    expect(valueVerdict(literal)).toBe(verdict);
  });

  it('the shortest text of any double stays', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
        expect(valueVerdict(String(double))).toBe('accepted');
        expect(valueVerdict(JSON.stringify(double))).toBe('accepted');
      }),
      { numRuns: 2000 },
    );
  });

  it('an exact decimal comparison with BigInt agrees for any literal', () => {
    fc.assert(
      fc.property(fc.oneof(randomLiteral, respelledDouble), (literal) => {
        expect([literal, valueVerdict(literal)]).toEqual([
          literal,
          survives(literal) ? 'accepted' : 'unsafe-number',
        ]);
      }),
      { numRuns: 5000 },
    );
  });
});

const digits = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 2, arbitrary: fc.constant('0') },
        { weight: 3, arbitrary: fc.constantFrom(...'123456789'.split('')) },
      ),
      {
        minLength: 1,
        maxLength,
      },
    )
    .map((list) => list.join(''));

const exponent = fc.oneof(
  fc.constant(''),
  fc.integer({ min: -345, max: 330 }).map((power) => `e${power}`),
);

const randomLiteral = fc
  .tuple(
    fc.constantFrom('', '-'),
    digits(24),
    fc.oneof(
      fc.constant(''),
      digits(24).map((list) => `.${list}`),
    ),
    exponent,
  )
  .map(([sign, whole, fraction, power]) => `${sign}${whole.replace(/^0+(?=\d)/, '')}${fraction}${power}`);

/** A double's digits with the point moved, zeros added, and now and then another digit at the end. */
const respelledDouble = fc
  .tuple(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: 0, max: 30 }),
    fc.constantFrom('', '', '1', '5'),
  )
  .map(([double, padding, last]) => {
    const [, sign, mantissa, power] = /^(-?)([\d.]+)e(.+)$/.exec(double.toExponential()) ?? [];
    const list = (mantissa ?? '0').replace('.', '') + zeros(padding) + last;
    return `${sign ?? ''}0.${zeros(padding)}${list}E${Number(power ?? 0) + 1 + padding}`;
  });

/** The rule, word for word, with integers of any size. */
function survives(literal: string): boolean {
  const double = Number(literal);
  if (!Number.isFinite(double)) return false;
  const [a, powerOfA] = exact(literal);
  const [b, powerOfB] = exact(String(double));
  const base = Math.min(powerOfA, powerOfB);
  return a * 10n ** BigInt(powerOfA - base) === b * 10n ** BigInt(powerOfB - base);
}

/** A literal as an integer times a power of ten. */
function exact(literal: string): [bigint, number] {
  const [mantissa = '', power = '0'] = literal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const isNegative = whole.startsWith('-');
  const magnitude = BigInt(whole.replace('-', '') + fraction);
  return [isNegative ? -magnitude : magnitude, Number(power) - fraction.length];
}

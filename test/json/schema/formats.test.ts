import { broken, timeOf } from './support.js';

const FORMATS: Readonly<Record<string, readonly [valid: readonly string[], invalid: readonly string[]]>> = {
  date: [
    ['2026-11-25', '2024-02-29', '2000-02-29'],
    ['2026-02-29', '1900-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '2026-11-31', '२०२६-११-२५', ''],
  ],
  time: [
    ['10:00:00Z', '10:00:00.123+05:30', '23:59:60z', '01:29:60+01:30'],
    ['10:00:00', '24:00:00Z', '10:60:00Z', '10:00:60Z', '10:00Z', '10:00:00+24:00'],
  ],
  'date-time': [
    ['2026-11-25T10:00:00Z', '2026-11-25t10:00:00.5-08:00'],
    ['2026-11-25', '2026-11-25 10:00:00Z', '2026-02-30T10:00:00Z', '2026-11-25T10:00:00'],
  ],
  duration: [
    ['P1Y2M3DT4H5M6S', 'PT1S', 'P2W', 'P1D'],
    ['P', 'PT', '1D', 'P1DT', 'P1W1D', 'PT1D', 'P1S'],
  ],
  email: [
    ['a@example.org', 'a.b+c@x-y.org', '"a b"@example.org', 'a@[127.0.0.1]', 'a@[IPv6:::1]'],
    [
      'a',
      '@example.org',
      'a@',
      '.a@example.org',
      'a..b@example.org',
      'a b@example.org',
      'a@-x.org',
      'a@[999.0.0.1]',
    ],
  ],
  hostname: [
    ['example.org', 'a', 'xn--4gbwdl.xn--wgbh1c', `${'a'.repeat(63)}.org`],
    ['', '-a', 'a-', 'a_b', 'a..b', `${'a'.repeat(64)}.org`, 'ex--ample.org', 'a'.repeat(300)],
  ],
  ipv4: [
    ['127.0.0.1', '255.255.255.255'],
    ['127.0.0', '256.0.0.1', '01.0.0.1', '1.2.3.4.', '1.2.3.4.5', '1.2.3.4/24'],
  ],
  ipv6: [
    ['::', '::1', '1::', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4', '1:2:3:4:5:6:1.2.3.4', '1::3:4:5:6:7:8'],
    [
      ':',
      '1:2:3:4:5:6:7',
      '1::2::3',
      '12345::',
      '::1%eth0',
      '1.2.3.4::',
      ':1:2:3:4:5:6:7:8',
      '1:2:3:4:5:6:7:8::1',
    ],
  ],
  uri: [
    ['https://example.org/a?b#c', 'urn:isbn:1', 'http://[::1]:80/', 'mailto:a@b', 'a:'],
    [
      '//example.org',
      'a b:c',
      'http://a b/',
      'http://a/%zz',
      'http://[::g]/',
      '1a:b',
      'http://a/{b}',
      'http://a:x/',
    ],
  ],
  'uri-reference': [
    ['', '/a', '#b', '//example.org', '?q'],
    ['\\a', 'a b', '#a#b', '/%a'],
  ],
  uuid: [
    ['2eb8aa08-aa98-11ea-b4aa-73b441d16380', '2EB8AA08-AA98-11EA-B4AA-73B441D16380'],
    ['2eb8aa08aa9811eab4aa73b441d16380', '2eb8aa08-aa98-11ea-b4aa-73b441d1638'],
  ],
  'json-pointer': [
    ['', '/a/b~0~1', '/'],
    ['a', '/~', '/~2'],
  ],
  'relative-json-pointer': [
    ['0', '1/a', '2#'],
    ['/a', '-1/a', '01/a', '0##', ''],
  ],
  regex: [
    ['^a+$', '\\d{3}'],
    ['(', '[a', '(?=a)', '(a)\\1'],
  ],
};

const HOSTILE = 65_536;

describe.each(Object.entries(FORMATS))('the format %s', (format, [valid, invalid]) => {
  it.each(valid)('takes %j', (text) => {
    expect(broken({ format }, text)).toEqual([]);
  });

  it.each(invalid)('refuses %j', (text) => {
    expect(broken({ format }, text)).toHaveLength(1);
  });

  it('says nothing of what is no string', () => {
    for (const value of [1, null, {}, []]) expect(broken({ format }, value)).toEqual([]);
  });

  it.each(['a', '1', '.', ':', '/', '(', '%20', 'a.', '1:', '"\\a', 'P1', '[['])(
    'judges 64 KiB of %j in well under a second',
    (piece) => {
      const text = piece.repeat(HOSTILE / piece.length);
      for (const each of [text, `P${text}`, `${text}!`, `http://${text}`, `${text}@${text}`]) {
        expect(timeOf(() => broken({ format }, each))).toBeLessThan(500);
      }
    },
  );
});

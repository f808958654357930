import { readFileSync } from 'node:fs';
import { applyJsonPatch, jsonEquals, parseJsonPatch } from '../../src/json/index.js';
it('oracle', () => {
  const out: string[] = [];
  for (const f of ['tests', 'spec_tests']) {
    for (const t of JSON.parse(readFileSync(`/tmp/oracle/${f}.json`, 'utf8'))) {
      if (!t.patch) continue;
      const p = parseJsonPatch(t.patch);
      const r = p.kind === 'patch' ? applyJsonPatch(t.doc, p.patch) : p;
      const ok = 'expected' in t ? r.kind === 'patched' && jsonEquals(r.value, t.expected) : ('error' in t ? r.kind !== 'patched' : true);
      if (!ok) out.push('FAIL ' + JSON.stringify(t) + JSON.stringify(r));
      if (r.kind !== 'patched') out.push(r.kind + ' ' + r.pointer + ' :: ' + r.detail);
    }
  }
  process.stdout.write(out.join('\n') + '\n');
});

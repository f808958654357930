// Deterministic documents: the same id and size give the same bytes on every machine.
import { readFileSync } from 'node:fs';

const WORDS =
  'shelf book paper ink page cover spine margin chapter verse prose index plate type leaf fold'.split(' ');

/** A document of about `size` bytes. */
export function documentOf(id, size) {
  let state = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  const word = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return WORDS[state >>> 28];
  };
  const rest = [];
  let length = 60 + id.length;
  while (length < size - 12) {
    const next = word();
    rest.push(next);
    length += next.length + 1;
  }
  return JSON.stringify({ title: `Document ${id}`, n: state % 1000, text: rest.join(' ') });
}

/** Resident memory of a process and its peak, in MiB; NaN where the system does not tell. */
export function memoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const of = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
    return { now: of('VmRSS'), peak: of('VmHWM') };
  } catch {
    return { now: Number.NaN, peak: Number.NaN };
  }
}

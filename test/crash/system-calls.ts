// Reads what strace has written (`-f -y`) and judges whether every acknowledged write was on the disk by then.

/** What must be traced. */
export const TRACED = 'read,write,writev,pwrite64,fsync,fdatasync';

interface Call {
  readonly name: string;
  /** What the descriptor is, as `-y` shows it. */
  readonly target: string;
  readonly text: string;
  readonly result: number;
  /** Line numbers of where it begins and returns. */
  readonly began: number;
  readonly returned: number;
}

/** The calls of a trace in the order of their beginning. A call during which another thread was shown has two lines. */
function parseCalls(trace: string): Call[] {
  const calls: Call[] = [];
  const open = new Map<string, { text: string; began: number }>();
  for (const [index, line] of trace.split('\n').entries()) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (rest.endsWith('<unfinished ...>')) {
      open.set(thread, { text: rest.replace(/ *<unfinished \.\.\.>$/, ''), began: index });
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const before = resumed === null ? undefined : open.get(thread);
    const text = before === undefined ? rest : `${before.text}${resumed?.[1] ?? ''}`;
    const [, name, target, result] = /^(\w+)\(\d+<(.*?)>[,)].* = (-?\d+)/.exec(text) ?? [];
    if (name === undefined || target === undefined) continue;
    calls.push({
      name,
      target,
      text,
      result: Number(result),
      began: before?.began ?? index,
      returned: index,
    });
  }
  return calls.toSorted((a, b) => a.began - b.began);
}

const isWal = ({ target }: Call) => target.endsWith('-wal');
const isSync = ({ name, result }: Call) => (name === 'fsync' || name === 'fdatasync') && result === 0;
const WRITE = /"(?:PUT|PATCH|POST|DELETE) \/v1\//;

/**
 * How many writes the trace shows acknowledged, and which of them too early: between the request and the first byte of
 * its 2xx something must be written to the write-ahead log, and nothing of that may be without a sync behind it.
 */
export function judgeDurability(trace: string): { acknowledged: number; early: string[] } {
  const calls = parseCalls(trace);
  const log = calls.filter(isWal);
  let acknowledged = 0;
  const early: string[] = [];
  const received = new Map<string, Call>();
  for (const call of calls) {
    if (call.name === 'read' && call.text.includes(' HTTP/1.1')) received.set(call.target, call);
    const request = received.get(call.target);
    if (!call.name.startsWith('write') || !/"HTTP\/1\.1 2/.test(call.text)) continue;
    if (request === undefined || !WRITE.test(request.text)) continue;
    acknowledged++;
    const between = log.filter(({ began }) => began > request.began && began < call.began);
    const lastWrite = between.findLast(({ name }) => name === 'pwrite64');
    const synced = between.some(
      (sync) =>
        isSync(sync) &&
        lastWrite !== undefined &&
        sync.began > lastWrite.returned &&
        sync.returned < call.began,
    );
    if (!synced) early.push(request.text.slice(0, 100));
  }
  return { acknowledged, early };
}

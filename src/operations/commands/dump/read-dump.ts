import type { Buffer } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import type { DumpRecord } from '../../../store/index.js';
import { type InputRecord, readRecords } from '../records.js';
import { counted, type DumpCounts } from './counts.js';
import { DumpCheck } from './dump-check.js';
import { DumpFault } from './fault.js';
import { FORMAT } from './lines.js';
import { parseObject, recordOf } from './parse-record.js';

/** Bytes of a line. No document comes near: nothing that is no dump shall fill the memory. */
const LINE_LIMIT = 512 * 1024 * 1024;

/** A dump as it is read. */
export interface DumpFile {
  readonly epoch: string;
  /** Throws a DumpFault when the dump is cut off, was altered or does not fit together: at the end at the latest. */
  readonly records: AsyncIterable<DumpRecord>;
  /** Known when all records have been taken. */
  readonly counts: () => DumpCounts;
}

/** Reads a dump as a stream. Throws a DumpFault when `input` does not begin like one that this program can read. */
export async function readDump(input: AsyncIterable<Buffer>): Promise<DumpFile> {
  const lines = readRecords(input, LINE_LIMIT);
  const hash = createHash('sha256');
  const epoch = await readHeader(lines, hash);
  let counts: DumpCounts | undefined;
  async function* records(): AsyncGenerator<DumpRecord> {
    counts = yield* checked(lines, hash);
  }
  return {
    epoch,
    records: records(),
    counts: () => {
      if (counts === undefined) throw new Error('the dump has not been read to its end');
      return counts;
    },
  };
}

async function readHeader(lines: AsyncGenerator<InputRecord>, hash: Hash): Promise<string> {
  const first = await lines.next().catch((error: unknown) => {
    if (error instanceof SyntaxError) throw new DumpFault(`it is no dump of a whole store: ${error.message}`);
    throw error;
  });
  const { kind, format, epoch } = first.done ? {} : headerOf(first.value, hash);
  if (kind !== FORMAT.kind) throw new DumpFault('it is no dump of a whole store, as export --all writes it');
  if (format !== FORMAT.format) {
    throw new DumpFault(
      `its format is ${JSON.stringify(format)}, and this program reads format ${FORMAT.format}`,
    );
  }
  // It is a part of entity-tags.
  if (typeof epoch !== 'string' || !/^[0-9a-z]{1,16}$/.test(epoch)) throw new DumpFault('it names no epoch');
  return epoch;
}

function headerOf(line: InputRecord, hash: Hash): Readonly<Record<string, unknown>> {
  try {
    const text = textOf(line);
    hash.update(text).update('\n');
    return parseObject(text);
  } catch (error) {
    if (error instanceof DumpFault) return {};
    throw error;
  }
}

/** The records up to the seal, which must be there and agree with them. */
async function* checked(
  lines: AsyncGenerator<InputRecord>,
  hash: Hash,
): AsyncGenerator<DumpRecord, DumpCounts> {
  const check = new DumpCheck();
  for await (const line of lines) {
    try {
      const text = textOf(line);
      const object = await objectOf(text, lines);
      if (object['kind'] === 'end') {
        const counts = unseal(object, check.end(), hash.digest('base64'));
        const { done } = await lines.next();
        if (!done) throw new DumpFault('something follows its end');
        return counts;
      }
      hash.update(text).update('\n');
      const record = recordOf(object);
      check.take(record);
      yield record;
    } catch (error) {
      if (error instanceof DumpFault) throw new DumpFault(`line ${line.number}: ${error.message}`);
      throw error;
    }
  }
  throw new DumpFault(CUT_OFF);
}

const CUT_OFF = 'it is cut off: its last line is missing';

/** The object of a line; `rest` are the lines behind it. */
async function objectOf(
  text: string,
  rest: AsyncGenerator<InputRecord>,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return parseObject(text);
  } catch (error) {
    const { done } = await rest.next();
    throw done ? new DumpFault(CUT_OFF) : error;
  }
}

function unseal(seal: Readonly<Record<string, unknown>>, counts: DumpCounts, digest: string): DumpCounts {
  const wanted = (seal['counts'] ?? {}) as Readonly<Record<string, unknown>>;
  for (const [kind, count] of Object.entries(counts)) {
    if (wanted[kind] === count) continue;
    const said =
      wanted[kind] === undefined ? 'does not say how many' : `says ${JSON.stringify(wanted[kind])}`;
    throw new DumpFault(`it has ${counted(count, 'record')} "${kind}", and its last line ${said}`);
  }
  if (seal['sha256'] !== digest) throw new DumpFault('it was altered: its digest is another');
  return counts;
}

function textOf({ bytes }: InputRecord): string {
  if (bytes === undefined) throw new DumpFault('the line is too long');
  return bytes.toString();
}

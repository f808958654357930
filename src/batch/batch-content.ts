import { refuse, type Refusal } from '../http/index.js';
import { formatPointer, isJsonObject, type JsonValue } from '../json/index.js';
import type { DocumentKey } from '../store/index.js';
import { type BatchFault, type Operation, readOperation } from './operation.js';

/** Operations that one batch may have: they are one transaction, which all other writers wait for. */
export const MAX_OPERATIONS = 100;

/** The operations of a batch that is well-formed; or the refusal that names every place where it is not. */
export function readBatch(
  content: JsonValue,
  basePath: string,
): { readonly kind: 'batch'; readonly operations: readonly Operation[] } | Refusal {
  const faults: BatchFault[] = [];
  if (!isJsonObject(content)) return refuseBatch([{ pointer: '', message: 'must be an object' }]);
  for (const name of Object.keys(content)) {
    if (name !== 'operations') {
      faults.push({ pointer: formatPointer([name]), message: 'is not known; a batch has only "operations"' });
    }
  }
  const list = Object.hasOwn(content, 'operations') ? content['operations'] : undefined;
  if (!Array.isArray(list) || list.length === 0) {
    const message = Array.isArray(list)
      ? 'must hold at least one operation'
      : 'must be an array of operations';
    return refuseBatch([...faults, { pointer: '/operations', message }]);
  }
  if (list.length > MAX_OPERATIONS) return refuseLength(list.length);
  const operations: Operation[] = [];
  list.forEach((value, index) => {
    const read = readOperation(value, index, basePath);
    if (read.kind === 'operation') operations.push(read);
    else faults.push(...read.faults);
  });
  faults.push(...findRepeated(operations));
  return faults.length > 0 ? refuseBatch(faults) : { kind: 'batch', operations };
}

/** One document in two operations: what the second is judged against would be what the first has yet to make. */
function findRepeated(operations: readonly Operation[]): BatchFault[] {
  const first = new Map<string, number>();
  const faults: BatchFault[] = [];
  for (const { index, target } of operations) {
    if (target.kind !== 'document') continue;
    const name = nameOf(target.key);
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, index);
    else {
      const message = `names the same document as /operations/${earlier}; a batch may change each document once`;
      faults.push({ pointer: `/operations/${index}/path`, message });
    }
  }
  return faults;
}

/** Neither name can hold a slash. */
function nameOf({ collection, id }: DocumentKey): string {
  return `${collection}/${id}`;
}

function refuseBatch(errors: readonly BatchFault[]): Refusal {
  const [first] = errors;
  const where = first?.pointer === '' ? 'The content' : first?.pointer;
  const more =
    errors.length > 1 ? ` There are ${errors.length} such errors in all; "errors" lists them.` : '';
  return refuse('invalid-batch', `${where} ${first?.message}.${more} Nothing was done.`, { errors });
}

function refuseLength(operations: number): Refusal {
  const detail = `The batch has ${operations} operations and may have at most ${MAX_OPERATIONS}. Nothing was done.`;
  return refuse('batch-too-long', detail, { operations, limit: MAX_OPERATIONS });
}

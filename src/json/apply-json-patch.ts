import type { JsonPatch, PatchOperation } from './json-patch.js';
import { arrayIndex, type JsonPointer } from './json-pointer.js';
import { jsonEquals, type JsonValue } from './json-value.js';
import { parseJson } from './parse.js';
import { describeMissing, type PatchFailure, shortened } from './patch-failure.js';
import { PatchedTree } from './patched-tree.js';
import { serialiseJson } from './serialise.js';

/**
 * Why a patch cannot be applied. `conflict`: the document is not what the patch expects: a `test` fails, a
 * pointer leads nowhere (contract 5: 409). `invalid`: no such document would do (422).
 */
export interface UnappliedPatch {
  readonly kind: 'conflict' | 'invalid';
  readonly detail: string;
  /** Which operation, counted from 0. */
  readonly operation: number;
  /** The place *in the document* that the operation names, cut after 1024 characters. */
  readonly pointer: string;
}

/** What copies and insertions may cost unless the caller says otherwise: about two documents of 1 MiB. */
const DEFAULT_WORK = 2_097_152;

/** How many elements an insertion or removal shifts for the price of one copied character. */
const SHIFTS = 64;

/**
 * Applies a JSON Patch (6902 3, 4): the operations in order, all of them or none. Neither argument is
 * changed; the result may share parts with both. Only own members are there: `__proto__` and `toString` are
 * names like any other.
 *
 * `maxWork` bounds, in characters of JSON text, what copies add and what long arrays shift. So a patch that
 * doubles a document again and again ends as `invalid` before it fills the memory.
 */
export function applyJsonPatch(
  document: JsonValue,
  patch: JsonPatch,
  maxWork = DEFAULT_WORK,
): { kind: 'patched'; value: JsonValue } | UnappliedPatch {
  const run = new Run(document, maxWork);
  for (const [operation, step] of patch.entries()) {
    const failure = run.apply(step);
    if (failure === undefined) continue;
    const detail = `Operation ${operation} (${step.op}) cannot be applied: ${failure.detail}`;
    return { kind: failure.kind, detail, operation, pointer: shortened(failure.at) };
  }
  return { kind: 'patched', value: run.result() };
}

class Run {
  readonly #tree: PatchedTree;
  #work: number;

  constructor(document: JsonValue, maxWork: number) {
    this.#tree = new PatchedTree(document);
    this.#work = maxWork;
  }

  result(): JsonValue {
    return this.#tree.root();
  }

  apply(step: PatchOperation): PatchFailure | undefined {
    switch (step.op) {
      case 'add':
        return this.#add(step.path, step.value);
      case 'remove':
        return this.#remove(step.path);
      case 'replace':
        return this.#replace(step.path, step.value);
      case 'move':
        return this.#move(step.from, step.path);
      case 'copy':
        return this.#copy(step.from, step.path);
      case 'test':
        return this.#test(step.path, step.value);
    }
  }

  /** 6902 4.1: inserts before an element, or after the last; sets a member whether it is there or not. */
  #add(path: JsonPointer, value: JsonValue): PatchFailure | undefined {
    if (!this.#tree.canAdd(path)) return this.#nowhere(path);
    const place = this.#tree.open(path);
    const { container, token } = place;
    if (!Array.isArray(container)) {
      this.#tree.set(place, value);
      return undefined;
    }
    // A token that is no index is `-` here.
    const index = arrayIndex(token) ?? container.length;
    const failure = this.#spend((container.length - index) / SHIFTS, path);
    if (failure === undefined) container.splice(index, 0, value);
    return failure;
  }

  /** 6902 4.2. Removing the whole document would leave no value at all, so that is refused. */
  #remove(path: JsonPointer): PatchFailure | undefined {
    if (path.length === 0) {
      const detail = 'it removes the whole document. Send DELETE for that, or replace it with an object.';
      return { kind: 'invalid', detail, at: path };
    }
    if (this.#tree.find(path) === undefined) return this.#nowhere(path);
    const { container, token } = this.#tree.open(path);
    if (!Array.isArray(container)) {
      delete container[token];
      return undefined;
    }
    const index = Number(token);
    const failure = this.#spend((container.length - index) / SHIFTS, path);
    if (failure === undefined) container.splice(index, 1);
    return failure;
  }

  /** 6902 4.3. */
  #replace(path: JsonPointer, value: JsonValue): PatchFailure | undefined {
    if (this.#tree.find(path) === undefined) return this.#nowhere(path);
    this.#tree.set(this.#tree.open(path), value);
    return undefined;
  }

  /** 6902 4.4: a value cannot be moved into itself; moved to where it is, it stays. */
  #move(from: JsonPointer, path: JsonPointer): PatchFailure | undefined {
    const isWithin = from.every((token, index) => token === path[index]);
    if (isWithin && from.length < path.length) {
      const detail = 'it moves a value into itself. Send a "path" that is not inside of "from".';
      return { kind: 'invalid', detail, at: path };
    }
    const value = this.#tree.find(from);
    if (value === undefined) return this.#nowhere(from);
    if (isWithin) return undefined;
    return this.#remove(from) ?? this.#add(path, value);
  }

  /** 6902 4.5. The copy shares nothing, so later operations change one of the two only. */
  #copy(from: JsonPointer, path: JsonPointer): PatchFailure | undefined {
    const value = this.#tree.find(from);
    if (value === undefined) return this.#nowhere(from);
    const text = serialiseJson(value);
    return this.#spend(text.length, path) ?? this.#add(path, parseJson(text));
  }

  /** 6902 4.6: the same JSON value. The other value is not told: who may write need not be allowed to read. */
  #test(path: JsonPointer, value: JsonValue): PatchFailure | undefined {
    const found = this.#tree.find(path);
    if (found === undefined) return this.#nowhere(path);
    if (jsonEquals(value, found)) return undefined;
    const detail = 'the document has another value there. Read it again, and send a patch that fits it.';
    return { kind: 'conflict', detail, at: path };
  }

  #nowhere(path: JsonPointer): PatchFailure {
    return describeMissing(this.#tree.root(), path);
  }

  #spend(work: number, at: JsonPointer): PatchFailure | undefined {
    this.#work -= work;
    if (this.#work >= 0) return undefined;
    const detail =
      'the patch copies or shifts more than one patch may. Send several patches, or the whole document.';
    return { kind: 'invalid', detail, at };
  }
}

import { diff3MergeRegions } from 'node-diff3';
import type { JsonValue } from './json-value.js';
import { ThreeTexts } from './three-texts.js';

/**
 * What comparing lines may cost in one merge, in steps of the innermost loop: some 50 ms. Strings beyond that are
 * values: both sides changing them is a conflict.
 */
const MAX_WORK = 64_000_000;

/** What cutting out one line and finding its equals costs, in the same steps. */
const LINE = 100;

/** A part of the merged lines: as one side has it, or as both changed it. */
interface Region {
  readonly stable: boolean;
  readonly bufferContent?: readonly number[];
  readonly aContent?: readonly number[];
  readonly bContent?: readonly number[];
}

/** Merges texts line by line, as long as that costs no more than it may. */
export class LineMerger {
  #work: number;

  constructor(maxWork = MAX_WORK) {
    this.#work = maxWork;
  }

  /**
   * The text with the changes of both sides; undefined when the values are no texts of lines, or when both sides changed
   * the same lines or lines side by side in different ways.
   */
  merge(base: JsonValue | undefined, current: JsonValue, yours: JsonValue): string | undefined {
    if (typeof base !== 'string' || typeof current !== 'string' || typeof yours !== 'string')
      return undefined;
    if (!base.includes('\n')) return undefined;
    this.#work -= LINE * (lineCount(base) + lineCount(current) + lineCount(yours));
    if (this.#work < 0) return undefined;
    const texts = new ThreeTexts(base, current, yours);
    const apart = texts.mergeApart();
    if (apart !== undefined) return texts.write(apart);
    const { before, inner, after } = texts.overlap();
    this.#work -= workOf(inner.base, inner.current) + workOf(inner.base, inner.yours);
    if (this.#work < 0) return undefined;
    const merged = mergeOverlap(inner);
    return merged === undefined ? undefined : texts.write([...before, ...merged, ...after]);
  }
}

function lineCount(text: string): number {
  let count = 1;
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) count++;
  return count;
}

function mergeOverlap({
  base,
  current,
  yours,
}: Record<'base' | 'current' | 'yours', number[]>): number[] | undefined {
  const regions: readonly Region[] = diff3MergeRegions(current, base, yours);
  const merged: number[] = [];
  for (const { stable, bufferContent = [], aContent = [], bContent = [] } of regions) {
    const alike =
      aContent.length === bContent.length && aContent.every((line, index) => line === bContent[index]);
    if (!stable && !alike) return undefined;
    for (const line of stable ? bufferContent : aContent) merged.push(line);
  }
  return merged;
}

/**
 * An upper bound of the steps that finding the longest common subsequence takes. node-diff3 tries every pair of equal
 * lines, each against every length of subsequence so far: cubic when all lines are alike.
 */
function workOf(left: readonly number[], right: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const line of right) counts.set(line, (counts.get(line) ?? 0) + 1);
  let pairs = 0;
  for (const line of left) pairs += counts.get(line) ?? 0;
  return left.length + right.length + pairs * Math.min(left.length, right.length);
}

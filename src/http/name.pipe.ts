import type { PipeTransform } from '@nestjs/common';
import { refuse, RefusedException, type Refusal } from './outcome.js';

/** A name in the path as a checked value; 400 with the rule when it breaks it. */
export class NamePipe<T extends string | number> implements PipeTransform<string, T> {
  /** `rule` says in words what `parse` takes. */
  constructor(
    private readonly parse: (text: string) => T | undefined,
    private readonly rule: string,
  ) {}

  transform(text: string): T {
    const name = this.parse(text);
    if (name !== undefined) return name;
    throw new RefusedException(refuseName(text, this.rule));
  }
}

/** 400 for a name that breaks the rule. */
export function refuseName(text: string, rule: string): Refusal {
  return refuse('invalid-name', `${JSON.stringify(text)} is not allowed: ${rule}.`);
}

/** 400 for a path that does not percent-decode. */
export function refuseEncoding(): Refusal {
  return refuse('bad-request', 'The path is not correctly percent-encoded UTF-8.');
}

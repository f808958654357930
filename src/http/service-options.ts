/** What the operator decided about requests; injected by class. */
export class ServiceOptions {
  constructor(
    /** Largest document in bytes. */
    readonly bodyLimit: number,
    /** Whether If-Match takes weak tags (WEAK_IF_MATCH=accept). */
    readonly weakIfMatch: boolean,
    /** Levels of nesting; the top object is level 1. */
    readonly maxDepth: number,
    /** Milliseconds for which a request under an Idempotency-Key is remembered. */
    readonly idempotencyLifetime: number,
    /** Largest batch in bytes. */
    readonly batchLimit: number,
    /** Largest attachment in bytes. */
    readonly attachmentLimit: number,
  ) {}
}

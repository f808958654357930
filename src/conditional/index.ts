// The engine of conditional requests, RFC 9110 section 13: field values in, verdicts out.
// It must not import anything from outside this folder, not even from node:.
export * from './entity-tag.js';
export * from './tag-list.js';
export * from './http-date.js';
export * from './preconditions.js';
export * from './evaluate.js';
export * from './policy.js';
export * from './if-range.js';

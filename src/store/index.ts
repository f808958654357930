// The port: what a store of revisions can do, in words that know nothing of HTTP or SQL.
// Imports nothing. Adapters implement it (storage/), features use it.
export * from './attachments.js';
export * from './changes.js';
export * from './collections.js';
export * from './committed.js';
export * from './documents.js';
export * from './dump.js';
export * from './failures.js';
export * from './history.js';
export * from './idempotency.js';
export * from './names.js';
export * from './query.js';
export * from './retention.js';
export * from './settings.js';
export * from './slicer.js';
export * from './tokens.js';
export * from './units.js';

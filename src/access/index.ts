// Credentials become a principal, and a principal's scopes a decision. Imports store/ and http/ only; implements the port
// Authorize of http/.
export { type AccessOptions, AccessRefusal, openAccess } from './open-access.js';
export { Scopes } from './scopes.js';
export { mintToken } from './token-text.js';

/** The modules of the built service that have the description. */
export const DESCRIPTION_MODULES = [
  'openapi/documents.js',
  'openapi/description/access.js',
  'openapi/description/general-fields.js',
  'openapi/description/headers.js',
  'openapi/description/operations/index.js',
  'openapi/description/refusals.js',
];

/**
 * What the description claims, in both versions of OpenAPI.
 *
 * @param {import('./claims.d.mts').Description} description
 */
export function claimsOf({ generalDocument, GENERAL_FIELDS, ANY_REQUEST, problemOf }) {
  const generalFields = Object.keys(GENERAL_FIELDS);
  const anyRequest = Object.fromEntries(ANY_REQUEST.map((slug) => [slug, problemOf(slug).status]));
  return ['3.1', '3.0'].map((dialect) => ({
    document: generalDocument('', dialect),
    generalFields,
    anyRequest,
  }));
}

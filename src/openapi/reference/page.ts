import type { Fields } from '../../http/index.js';
import { PAGE_SECURITY } from '../../representation/index.js';

/** The page in which the reference is shown. Its links are relative, so it is the same under every BASE_PATH. */
export function referencePage(version: string): string {
  const files = `docs/${version}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Etagere: reference</title>
<link rel="service-desc" type="application/json" href="openapi.json">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${files}/swagger-ui.css">
<script src="${files}/swagger-ui-bundle.js"></script>
<script src="${files}/start.js"></script>
</head>
<body>
<main id="reference"></main>
<noscript>This page needs scripts. The same is in <a href="openapi.json">openapi.json</a>.</noscript>
</body>
</html>
`;
}

/** The same guard as for every page, but its own scripts and styles run, and it may ask this service. */
export const REFERENCE_SECURITY: Fields = {
  ...PAGE_SECURITY,
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

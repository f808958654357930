import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { digestOf } from '../documents.js';

// What the reference page is made of: Swagger UI as its package brings it, and the line that starts it. Nothing is
// loaded from anywhere else.

/** A file of the page. */
export interface Asset {
  readonly mediaType: string;
  readonly text: () => string;
}

const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** Starts the page. A file of its own, so that no script need stand in the page and the page may forbid them all. */
const START = `'use strict';
const here = document.currentScript.src;
addEventListener('DOMContentLoaded', () => {
  SwaggerUIBundle({
    url: new URL('../../openapi.json', here).href,
    domNode: document.getElementById('reference'),
    deepLinking: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    // Otherwise the document would be sent to a service elsewhere.
    validatorUrl: null,
  });
});
`;

/** The files by name; read when they are asked for. */
export const ASSETS: ReadonlyMap<string, Asset> = new Map([
  ['swagger-ui.css', packaged('swagger-ui.css', 'text/css; charset=utf-8')],
  ['swagger-ui-bundle.js', packaged('swagger-ui-bundle.js', JAVASCRIPT)],
  ['start.js', { mediaType: JAVASCRIPT, text: () => START }],
]);

/** The version in the files' URIs: another package or another start is another version. */
export function assetsVersion(): string {
  return (version ??= `${packageVersion()}-${digestOf(START).slice(0, 8)}`);
}

let version: string | undefined;

const require = createRequire(import.meta.url);
const MANIFEST = 'swagger-ui-dist/package.json';

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(require.resolve(MANIFEST), 'utf8')) as { version: string };
  return manifest.version;
}

function packaged(name: string, mediaType: string): Asset {
  return { mediaType, text: () => readFileSync(join(dirname(require.resolve(MANIFEST)), name), 'utf8') };
}

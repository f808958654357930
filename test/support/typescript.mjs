// `node --import ./test/support/typescript.mjs FILE.ts` runs TypeScript as Jest does here: compiled by swc on the fly.
import { register } from 'node:module';

register('./typescript-loader.mjs', import.meta.url);

// `node run.mjs DRIVER URL`: has a compiled driver play its story with the service at URL, and prints what it saw.
import { createRequire } from 'node:module';

const [driver, url] = process.argv.slice(2);
const { drive } = createRequire(import.meta.url)(driver);
process.stdout.write(JSON.stringify(await drive(url)));

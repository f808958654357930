import { defineConfig } from '@kubb/core';
import { pluginClient } from '@kubb/plugin-client';
import { pluginOas } from '@kubb/plugin-oas';
import { pluginTs } from '@kubb/plugin-ts';

export default defineConfig({
  input: { path: './openapi.json' },
  output: { path: './sdk', format: false, lint: false, extension: { '.ts': '.js' } },
  plugins: [
    pluginOas(),
    pluginTs(),
    // Without "full" a function returns the content alone, without status and header fields.
    pluginClient({ client: 'fetch', bundle: true, dataReturnType: 'full' }),
  ],
});

// Environment variables become one frozen, typed object. Imports nothing of ours.
export { type Config, ConfigError, describeSettings, misspeltSettings, readConfig } from './config.js';
export type { KeyLocation, RateLimit } from './access-settings.js';

import { createHash, randomBytes } from 'node:crypto';

/** What every access token begins with, so that people and scanners of leaked secrets know one when they see it. */
const PREFIX = 'etg_';

/** 256 random bits: nobody guesses one, so a single round of SHA-256 is enough to keep it by. */
const BYTES = 32;

const TOKEN = /^etg_[\w-]{43}$/;

/** A new token. Its text is shown once and kept nowhere. */
export function mintToken(): { readonly text: string; readonly hash: string } {
  const text = PREFIX + randomBytes(BYTES).toString('base64url');
  return { text, hash: hashOf(text) };
}

/** Whether `text` looks like a token of this service at all. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** What a secret is kept by and looked up with. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

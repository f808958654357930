import { escapeHtml } from '../representation/index.js';
import type { ProblemType } from './problems.js';

/** The page behind a problem's `type`. Everything in it is our own text. */
export function problemPage({ status, title, meaning, recovery }: ProblemType): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${status} ${escapeHtml(title)}</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}</style>
<h1>${escapeHtml(title)}</h1>
<p>Status ${status}.</p>
<h2>What it means</h2>
<p>${escapeHtml(meaning)}</p>
<h2>How to recover</h2>
<p>${escapeHtml(recovery)}</p>
`;
}

import { escapeHtml } from '../escape.js';
import { STYLE, STYLE_HASH } from './style.js';

// What every page has in common. Pages are text made from their arguments alone: no clock, no locale, no script.

/**
 * The fields that go with every page, and its 304. Nothing is executed, nothing loaded but our own images; forms lead
 * only to this service; no other site may frame a page or open one and keep hold of it.
 */
export const PAGE_SECURITY: Readonly<
  Record<
    | 'Content-Security-Policy'
    | 'Referrer-Policy'
    | 'Cross-Origin-Opener-Policy'
    | 'Cross-Origin-Resource-Policy',
    string
  >
> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src '${STYLE_HASH}'`,
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** A step of the trail from the collections to this page; without a link it is plain text. */
export interface Step {
  readonly name: string;
  readonly link?: string | undefined;
}

/** A page up to its own content. The last step of the trail is the page itself. */
export function pageStart(trail: readonly Step[]): string {
  const title = trail.map(({ name }) => legible(name)).toReversed();
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${[...title, 'Etagere'].join(' · ')}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<nav aria-label="Breadcrumb">
<ol class="trail">${trail.map((step, index) => stepHtml(step, index === trail.length - 1)).join('')}</ol>
</nav>
</header>
<main>
`;
}

/** What closes every page. */
export const PAGE_END = `</main>
</body>
</html>
`;

function stepHtml({ name, link }: Step, here: boolean): string {
  if (here) return `<li aria-current="page">${legible(name)}</li>`;
  return `<li>${link === undefined ? legible(name) : anchor(link, name)}</li>`;
}

/** A link; `text` is data, not HTML. */
export function anchor(href: string, text: string): string {
  return `<a href="${escapeHtml(href)}">${legible(text)}</a>`;
}

/** The way to the next page, and nothing when there is none. */
export function nextLink(next: string | null): string {
  if (next === null) return '';
  return `<nav aria-label="Pages"><a class="next" rel="next" href="${escapeHtml(next)}">Next page</a></nav>\n`;
}

/** A moment, for people and machines alike: UTC, to the second for people. */
export function moment(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  return `<time datetime="${text}"><span>${text.slice(0, 10)}</span> <span>${text.slice(11, 19)} UTC</span></time>`;
}

/** A number of things: `1 document`, `2 documents`. */
export function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/**
 * Text for people to read in a page. HTML drops or forbids most control characters, so they are shown as their
 * pictures (U+2400); a line end is a line end in either spelling.
 */
export function legible(text: string): string {
  const shown = text
    .replaceAll('\r\n', '\n')
    .replace(/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu, (character) => {
      if (character === '\n' || character === '\t') return character;
      const code = character.charCodeAt(0);
      if (code === 0x7f) return '\u2421';
      return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\uFFFD';
    });
  return escapeHtml(shown);
}

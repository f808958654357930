import { legible, PAGE_END, pageStart } from './page.js';

/** What a type of problem means, for the person who met it. */
export interface ProblemPage {
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly recovery: string;
  readonly links: {
    /** The list of collections. */
    readonly collections: string;
  };
}

/** The page behind a problem's `type`. */
export function problemPage({ status, title, meaning, recovery, links }: ProblemPage): string {
  const trail = [{ name: 'Collections', link: links.collections }, { name: title }];
  return `${pageStart(trail)}<h1>${legible(title)}</h1>
<p class="soft">Status ${status}</p>
<h2>What it means</h2>
<p>${legible(meaning)}</p>
<h2>How to recover</h2>
<p>${legible(recovery)}</p>
${PAGE_END}`;
}

import { legible, moment } from './page.js';

/** What is known of the revision that a page shows. */
export interface RevisionFacts {
  readonly revision: number;
  /** The tag of the same revision as JSON, with its quotes. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
}

/** The part of a page that says which revision it is. */
export function revisionFacts({ revision, etag, createdAt, updatedAt }: RevisionFacts): string {
  return `<h2 id="revision">Revision</h2>
<section class="panel" aria-labelledby="revision">
<dl class="facts">
<dt>Revision</dt><dd>${revision}</dd>
<dt>Entity-tag</dt><dd><code>${legible(etag)}</code></dd>
<dt>Changed</dt><dd>${moment(updatedAt)}</dd>
<dt>Created</dt><dd>${moment(createdAt)}</dd>
</dl>
</section>
`;
}

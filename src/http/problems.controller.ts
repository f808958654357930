import { Buffer } from 'node:buffer';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { negotiateMediaType } from '../representation/index.js';
import { Request } from './incoming.decorator.js';
import type { Incoming } from './incoming.js';
import { type Outcome, refuse } from './outcome.js';
import { Paths } from './paths.js';
import { problemPage } from './problem-page.js';
import { isProblemSlug, PROBLEMS } from './problems.js';

const TYPES = ['application/json', 'text/html'] as const;

/** `GET /problems/{type}`: what a problem means and how to recover, for people and for programs. */
@Controller('problems')
export class ProblemsController {
  constructor(@Inject(Paths) private readonly paths: Paths) {}

  @Get(':slug')
  explain(@Param('slug') slug: string, @Request() incoming: Incoming): Outcome {
    if (!isProblemSlug(slug))
      return refuse('not-found', `${JSON.stringify(slug)} is no problem type of this service.`);
    const mediaType = negotiateMediaType(incoming.accept, TYPES);
    if (mediaType === undefined) {
      return refuse('not-acceptable', 'The explanation exists as JSON and as HTML.', { available: TYPES });
    }
    const problem = { type: `${this.paths.basePath}/problems/${slug}`, ...PROBLEMS[slug] };
    const text = mediaType === 'text/html' ? problemPage(problem) : JSON.stringify(problem);
    return {
      kind: 'found',
      content: {
        mediaType: mediaType === 'text/html' ? 'text/html; charset=utf-8' : mediaType,
        length: Buffer.byteLength(text),
        text: () => text,
      },
      freshness: 'revalidate',
      fields: { 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'" },
    };
  }
}

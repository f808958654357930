import { Controller, Get, Inject, Param } from '@nestjs/common';
import { explainProblem } from './explain-problem.js';
import { Request } from './incoming.decorator.js';
import type { Incoming } from './incoming.js';
import type { Outcome } from './outcome.js';
import { Paths } from './paths.js';

/** `GET /problems/{type}`: what a problem means and how to recover, for people and for programs. */
@Controller('problems')
export class ProblemsController {
  constructor(@Inject(Paths) private readonly paths: Paths) {}

  @Get(':slug')
  explain(@Param('slug') slug: string, @Request() incoming: Incoming): Outcome {
    return explainProblem(slug, incoming, this.paths);
  }
}

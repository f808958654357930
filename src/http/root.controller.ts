import { Controller, Get, Inject } from '@nestjs/common';
import { Request } from './incoming.decorator.js';
import type { Incoming } from './incoming.js';
import type { Outcome } from './outcome.js';
import { Paths } from './paths.js';
import { refuseParameters } from './query.js';

/** `GET /`: where people start. It leads to the collections, which are a page to who likes pages best. */
@Controller()
export class RootController {
  constructor(@Inject(Paths) private readonly paths: Paths) {}

  // Preconditions are ignored: without them this is no 2xx (9110 13.2.1).
  @Get()
  start(@Request() incoming: Incoming): Outcome {
    return refuseParameters(incoming) ?? { kind: 'elsewhere', location: this.paths.collections() };
  }
}

import { Controller, Get, Inject } from '@nestjs/common';
import { type Incoming, type Outcome, Request } from '../http/index.js';
import type { DialectName } from './dialects/index.js';
import { Documents } from './documents.js';
import { readEnvelope, serveText } from './serve-text.js';

/** The media type of every document: what all tools take. */
export const OPENAPI_TYPE = 'application/json';

/** `/openapi.json` and `/openapi-3.0.json`. */
@Controller()
export class OpenApiController {
  constructor(@Inject(Documents) private readonly documents: Documents) {}

  @Get('openapi.json')
  current(@Request() incoming: Incoming): Outcome {
    return this.#answer('3.1', incoming);
  }

  @Get('openapi-3.0.json')
  older(@Request() incoming: Incoming): Outcome {
    return this.#answer('3.0', incoming);
  }

  #answer(dialect: DialectName, incoming: Incoming): Outcome {
    const envelope = readEnvelope(incoming, OPENAPI_TYPE);
    if (envelope.kind === 'refused') return envelope;
    const { text, digest } = this.documents.general(dialect);
    return serveText(
      { mediaType: OPENAPI_TYPE, digest, text: () => text, freshness: 'revalidate' },
      envelope.coding,
      incoming,
    );
  }
}

import { Controller, Get, Param } from '@nestjs/common';
import { type Incoming, type Outcome, refuse, Request } from '../http/index.js';
import { digestOf } from './documents.js';
import { ASSETS, assetsVersion } from './reference/assets.js';
import { REFERENCE_SECURITY, referencePage } from './reference/page.js';
import { readEnvelope, serveText } from './serve-text.js';

const HTML = 'text/html; charset=utf-8';

/** `/docs`: the reference for people, and the files that it is made of. */
@Controller('docs')
export class ReferenceController {
  @Get()
  page(@Request() incoming: Incoming): Outcome {
    const envelope = readEnvelope(incoming, HTML);
    if (envelope.kind === 'refused') return envelope;
    const text = referencePage(assetsVersion());
    return serveText(
      {
        mediaType: HTML,
        digest: digestOf(text),
        text: () => text,
        freshness: 'revalidate',
        fields: REFERENCE_SECURITY,
      },
      envelope.coding,
      incoming,
    );
  }

  @Get(':version/:file')
  file(
    @Param('version') version: string,
    @Param('file') name: string,
    @Request() incoming: Incoming,
  ): Outcome {
    const asset = version === assetsVersion() ? ASSETS.get(name) : undefined;
    if (asset === undefined)
      return refuse('not-found', 'The reference has no such file. Its page, /docs, names those that it has.');
    const { mediaType, text } = asset;
    const envelope = readEnvelope(incoming, mediaType);
    if (envelope.kind === 'refused') return envelope;
    // What stands under a version never changes.
    const digest = `${version}.${name}`;
    return serveText({ mediaType, digest, text, freshness: 'immutable' }, envelope.coding, incoming);
  }
}

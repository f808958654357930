import { Buffer } from 'node:buffer';
import { Controller, Get, Inject } from '@nestjs/common';
import { type Incoming, type Outcome, refuseParameters, Request } from '../http/index.js';
import { Metrics } from './metrics.js';

/** `/metrics`: figures for Prometheus and what understands its text format. */
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Get()
  async read(@Request() incoming: Incoming): Promise<Outcome> {
    const refused = refuseParameters(incoming);
    if (refused !== undefined) return refused;
    const { text, mediaType } = await this.metrics.read();
    const content = { mediaType, length: Buffer.byteLength(text), text: () => text };
    return { kind: 'found', content, freshness: 'never' };
  }
}

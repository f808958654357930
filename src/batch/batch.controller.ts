import { Controller, Inject, Post } from '@nestjs/common';
import { type Incoming, type Outcome, Request } from '../http/index.js';
import { PerformBatch } from './perform-batch.js';

/** `/v1/batch`. */
@Controller('v1/batch')
export class BatchController {
  constructor(@Inject(PerformBatch) private readonly batches: PerformBatch) {}

  @Post()
  perform(@Request() incoming: Incoming): Promise<Outcome> {
    return this.batches.perform(incoming);
  }
}

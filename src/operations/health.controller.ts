import { Controller, Get, Inject } from '@nestjs/common';
import { type Incoming, jsonContent, type Outcome, refuseParameters, Request } from '../http/index.js';
import { Readiness } from './readiness.js';

/** `/health`: for those who start, stop and route to the service. */
@Controller('health')
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  /** Whether the process answers at all. Whoever finds that it does not should start it again. */
  @Get('live')
  live(@Request() incoming: Incoming): Outcome {
    return refuseParameters(incoming) ?? told('live');
  }

  /** Whether it can write and read. Whoever finds that it cannot should ask another one, and come back. */
  @Get('ready')
  async ready(@Request() incoming: Incoming): Promise<Outcome> {
    return refuseParameters(incoming) ?? (await this.readiness.check()) ?? told('ready');
  }
}

function told(status: string): Outcome {
  return { kind: 'found', content: jsonContent(JSON.stringify({ status })), freshness: 'never' };
}

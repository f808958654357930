import { type DynamicModule, Module } from '@nestjs/common';
import { EventLoop } from './event-loop.js';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';
import { Readiness } from './readiness.js';
import { Traffic } from './traffic.js';

/** Who watches the service, each of its own side. */
export interface Watch {
  readonly traffic: Traffic;
  readonly eventLoop: EventLoop;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
}

/** What operators ask the service for. */
@Module({})
export class OperationsModule {
  static with({ traffic, eventLoop, readiness, metrics }: Watch): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: Traffic, useValue: traffic },
        { provide: EventLoop, useValue: eventLoop },
        { provide: Readiness, useValue: readiness },
        { provide: Metrics, useValue: metrics },
      ],
    };
  }
}

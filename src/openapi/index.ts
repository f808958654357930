// The descriptions of the service: OpenAPI documents, one for each typed collection, and the reference page.
// Imports http/, representation/, conditional/, json/, store/, and of collections/ who decides whether one is there.
import { Module } from '@nestjs/common';
import { Documents } from './documents.js';
import { OpenApiController } from './openapi.controller.js';
import { ReferenceController } from './reference.controller.js';
import { TypedController } from './typed.controller.js';

@Module({
  controllers: [OpenApiController, ReferenceController, TypedController],
  providers: [Documents],
})
export class OpenApiModule {}

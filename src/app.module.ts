import { type DynamicModule, Module } from '@nestjs/common';
import { CollectionsModule } from './collections/index.js';
import type { Config } from './config/index.js';
import { DocumentsModule } from './documents/index.js';
import { Paths, ProblemsController, ServiceOptions } from './http/index.js';
import type { Storage } from './storage/index.js';
import { COLLECTION_STORE, DOCUMENT_STORE, HISTORY_STORE } from './store/index.js';

/** What every feature is given: the ports' adapters, and the operator's decisions. */
@Module({})
class Foundation {
  static with(
    config: Config,
    storage: Pick<Storage, 'documents' | 'collections' | 'history'>,
  ): DynamicModule {
    const providers = [
      { provide: DOCUMENT_STORE, useValue: storage.documents },
      { provide: COLLECTION_STORE, useValue: storage.collections },
      { provide: HISTORY_STORE, useValue: storage.history },
      { provide: Paths, useValue: new Paths(config.basePath) },
      {
        provide: ServiceOptions,
        useValue: new ServiceOptions(config.bodyLimit, config.weakIfMatch === 'accept', config.depthLimit),
      },
    ];
    return { module: Foundation, global: true, providers, exports: providers };
  }
}

/** Wiring only: which adapter stands behind which port. */
@Module({})
export class AppModule {
  static with(
    config: Config,
    storage: Pick<Storage, 'documents' | 'collections' | 'history'>,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [Foundation.with(config, storage), CollectionsModule, DocumentsModule],
      controllers: [ProblemsController],
    };
  }
}

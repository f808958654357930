import { type DynamicModule, Module } from '@nestjs/common';
import { AttachmentsModule } from './attachments/index.js';
import { BatchModule } from './batch/index.js';
import { ChangesModule } from './changes/index.js';
import { CollectionsModule } from './collections/index.js';
import type { Config } from './config/index.js';
import { DocumentsModule } from './documents/index.js';
import {
  ANSWER_RECORDS,
  type AnswerRecords,
  Attempts,
  type KeptBytes,
  type KeptText,
  LongPoll,
  Paths,
  ProblemsController,
  RootController,
  ServiceOptions,
  WakeUps,
} from './http/index.js';
import { OpenApiModule } from './openapi/index.js';
import { OperationsModule, type Watch } from './operations/index.js';
import type { Storage } from './storage/index.js';
import {
  ATTACHMENT_STORE,
  CHANGE_READER,
  COLLECTION_STORE,
  DOCUMENT_STORE,
  type DocumentKey,
  HISTORY_STORE,
  type Revision,
  type UploadId,
} from './store/index.js';

/** What of an open store the application is made of. */
export type Stores = Pick<
  Storage,
  | 'documents'
  | 'collections'
  | 'history'
  | 'changes'
  | 'idempotency'
  | 'attachments'
  | 'tokens'
  | 'onCommit'
  | 'onGroup'
  | 'waiting'
  | 'probe'
>;

/** What every feature is given: the ports' adapters, and the operator's decisions. */
@Module({})
class Foundation {
  static with(config: Config, storage: Stores, wakeUps: WakeUps): DynamicModule {
    const providers = [
      { provide: DOCUMENT_STORE, useValue: storage.documents },
      { provide: COLLECTION_STORE, useValue: storage.collections },
      { provide: HISTORY_STORE, useValue: storage.history },
      { provide: ATTACHMENT_STORE, useValue: storage.attachments },
      { provide: CHANGE_READER, useValue: storage.changes },
      { provide: ANSWER_RECORDS, useValue: answerRecords(storage) },
      Attempts,
      { provide: WakeUps, useValue: wakeUps },
      LongPoll,
      { provide: Paths, useValue: new Paths(config.basePath) },
      {
        provide: ServiceOptions,
        useValue: new ServiceOptions(
          config.bodyLimit,
          config.weakIfMatch === 'accept',
          config.depthLimit,
          config.idempotencyTtl * 1000,
          config.batchLimit,
          config.attachmentLimit,
        ),
      },
    ];
    return { module: Foundation, global: true, providers, exports: providers };
  }
}

/** Earlier answers, and the revisions whose text is not kept a second time with them. */
function answerRecords({ documents, idempotency, attachments }: Stores): AnswerRecords {
  return {
    find: (name) => idempotency.find(name),
    text: (kept: KeptText) => documents.text(kept as unknown as DocumentKey, kept.revision as Revision),
    bytes: async ({ upload, size }: KeptBytes) => {
      const id = upload as UploadId;
      return (await attachments.holds(id)) ? attachments.bytes(id, { first: 0, last: size - 1 }) : undefined;
    },
  };
}

/** Wiring only: which adapter stands behind which port. */
@Module({})
export class AppModule {
  static with(config: Config, storage: Stores, wakeUps: WakeUps, watch: Watch): DynamicModule {
    return {
      module: AppModule,
      imports: [
        Foundation.with(config, storage, wakeUps),
        AttachmentsModule,
        BatchModule,
        ChangesModule,
        CollectionsModule,
        DocumentsModule,
        OpenApiModule,
        OperationsModule.with(watch),
      ],
      controllers: [ProblemsController, RootController],
    };
  }
}

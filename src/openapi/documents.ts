import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Paths } from '../http/index.js';
import { assemble } from './description/assemble.js';
import { generalInfo, typedInfo } from './description/info.js';
import type { JsonRecord, Schema } from './description/model.js';
import { OPERATIONS } from './description/operations/index.js';
import { SCHEMAS } from './description/schemas.js';
import { type DialectName, DIALECTS } from './dialects/index.js';
import { typedModel } from './typed/typed-schemas.js';
import { typedOperations } from './typed/typed-operations.js';

/** A text with the digest that names it. */
export interface Written {
  readonly text: string;
  readonly digest: string;
}

/** The OpenAPI documents. Made when somebody asks: the start of the service does not wait for them. */
@Injectable()
export class Documents {
  readonly #general = new Map<DialectName, Written>();

  constructor(@Inject(Paths) private readonly paths: Paths) {}

  /** The document of the whole service. */
  general(dialect: DialectName): Written {
    const known = this.#general.get(dialect);
    if (known !== undefined) return known;
    const written = write(generalDocument(this.paths.basePath, dialect));
    this.#general.set(dialect, written);
    return written;
  }

  /** The document of one collection, its schema the model. */
  typed(collection: string, schema: Schema | null, dialect: DialectName): string {
    return JSON.stringify(typedDocument(collection, schema, { basePath: this.paths.basePath, dialect }));
  }
}

/** The document of the whole service. */
export function generalDocument(basePath: string, dialect: DialectName): JsonRecord {
  return assemble({
    info: inDialect(generalInfo(), dialect),
    operations: OPERATIONS,
    schemas: SCHEMAS,
    basePath,
    dialect: DIALECTS[dialect],
    problemExamples: true,
  });
}

/** The document of one collection. */
export function typedDocument(
  collection: string,
  schema: Schema | null,
  { basePath, dialect }: { readonly basePath: string; readonly dialect: DialectName },
): JsonRecord {
  const { names, schemas } = typedModel(collection, schema);
  return assemble({
    info: inDialect(typedInfo(collection, names), dialect),
    operations: typedOperations(collection, names),
    schemas,
    basePath,
    dialect: DIALECTS[dialect],
    problemExamples: false,
  });
}

/** 3.0 knows no summary of a document. */
function inDialect({ summary, ...info }: JsonRecord, dialect: DialectName): JsonRecord {
  return dialect === '3.0' || summary === undefined ? info : { ...info, summary };
}

function write(document: JsonRecord): Written {
  const text = JSON.stringify(document);
  return { text, digest: digestOf(text) };
}

/** Short, and long enough to be met once only. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 27);
}

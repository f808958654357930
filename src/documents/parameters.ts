import { Param } from '@nestjs/common';
import { NamePipe } from '../http/index.js';
import {
  COLLECTION_NAME_RULE,
  DOCUMENT_ID_RULE,
  parseCollectionName,
  parseDocumentId,
  type Revision,
} from '../store/index.js';

// The parts of a path as checked values.

/** `{collection}`. */
export const Collection = () => Param('collection', new NamePipe(parseCollectionName, COLLECTION_NAME_RULE));

/** `{id}`. */
export const Id = () => Param('id', new NamePipe(parseDocumentId, DOCUMENT_ID_RULE));

/** `{revision}`. */
export const Numbered = () =>
  Param(
    'revision',
    new NamePipe(parseRevision, 'a revision is a whole number from 1, without zeros in front'),
  );

/** `text` as a revision, or undefined when it is none: one revision has one spelling. */
export function parseRevision(text: string): Revision | undefined {
  const revision = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(revision) ? (revision as Revision) : undefined;
}

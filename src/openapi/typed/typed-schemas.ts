import type { Schema } from '../description/model.js';
import { SCHEMAS } from '../description/schemas.js';
import { componentsOfSchema } from './components.js';
import { type ModelNames, modelNames } from './model-names.js';
import { typedName, typedSchema } from './typed-operations.js';

/** The schemas that a typed document refers to, by the names that they have in the general one. */
const USED = [
  'EarlierDocument',
  'DocumentItem',
  'DocumentList',
  'DocumentPatch',
  'DocumentRevision',
  'DocumentRevisionList',
  'DocumentMerge',
  'MergedDocument',
  'DocumentChange',
  'DocumentChangeList',
  'Attachment',
  'AttachmentList',
  'Problem',
  'PreconditionFailed',
  'MergeConflict',
] as const;

/** The model of a collection: its names, and all schemas that its document needs. */
export function typedModel(
  collection: string,
  schema: Schema | null,
): { readonly names: ModelNames; readonly schemas: Readonly<Record<string, Schema>> } {
  const taken = new Set<string>(USED.filter((name) => !name.includes('Document')));
  const names = modelNames(collection, schema?.['title'], taken);
  const schemas = Object.fromEntries(
    USED.map((name) => [typedName(name, names), typedSchema(SCHEMAS[name] ?? {}, names)]),
  );
  const occupied = new Set(Object.keys(schemas));
  return { names, schemas: { ...componentsOfSchema(schema ?? {}, names.one, occupied), ...schemas } };
}

import type { Schema } from '../description/model.js';
import { SCHEMAS } from '../description/schemas.js';
import { componentsOfSchema } from './components.js';
import { type ModelNames, modelNames } from './model-names.js';
import { patchSchema } from './patch-schema.js';
import { typedName, typedSchema } from './typed-operations.js';

/** The schemas that a typed document refers to, by the names that they have in the general one. */
const USED = [
  'JsonValue',
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
  const components = componentsOfSchema(schema ?? {}, names.one, occupied);
  return { names, schemas: { ...components, ...schemas, ...typedPatch(names, components) } };
}

/** The schema of a patch with the members of the model, if those are known. */
function typedPatch(
  names: ModelNames,
  components: Readonly<Record<string, Schema>>,
): Readonly<Record<string, Schema>> {
  const members = patchSchema(components[names.one] ?? {}, components);
  if (members === undefined) return {};
  const { type, description } = SCHEMAS['DocumentPatch'] ?? {};
  return { [typedName('DocumentPatch', names)]: { type, description, ...members } };
}

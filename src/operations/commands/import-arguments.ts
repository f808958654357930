import { parseArgs } from 'node:util';
import { type CollectionName, parseCollectionName } from '../../store/index.js';
import type { ImportOptions } from './importer.js';
import { UsageError } from './usage.js';

/** What is to become of the records of a file. */
export interface Wanted extends Omit<ImportOptions, 'limit' | 'maxDepth'> {
  readonly collection: CollectionName;
  /** Documents that exist are replaced instead of skipped. */
  readonly replace: boolean;
}

/** Where a file is imported to: a collection, or the whole store. */
export type Target =
  | { readonly kind: 'collection'; readonly wanted: Wanted; readonly url: string | undefined }
  | { readonly kind: 'store'; readonly newEpoch: boolean };

/** What stands behind the name of the command. Throws a UsageError for what it cannot do. */
export function readArguments(rest: readonly string[]): { readonly file: string; readonly target: Target } {
  const { values, positionals } = parse(rest);
  const target: Target = values.all
    ? { kind: 'store', newEpoch: readWholeStore(values) }
    : { kind: 'collection', wanted: readWanted(values), url: readUrl(values.url) };
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('import needs one FILE');
  return { file, target };
}

type Values = ReturnType<typeof parse>['values'];

function readWholeStore({ collection, id, url, items, replace, 'new-epoch': newEpoch }: Values): boolean {
  if (collection !== undefined || id !== undefined || url !== undefined || items || replace)
    throw new UsageError('import --all goes with --new-epoch only');
  return newEpoch;
}

function readWanted({ collection: name, id, items, replace, 'new-epoch': newEpoch }: Values): Wanted {
  if (newEpoch) throw new UsageError('--new-epoch goes with --all only');
  const collection = parseCollectionName(name ?? '');
  if (collection === undefined)
    throw new UsageError('import needs --collection and the name of a collection, or --all');
  if (id !== undefined && items) throw new UsageError('--id and --items exclude each other');
  return { collection, idMember: id, items, replace };
}

function readUrl(text: string | undefined): string | undefined {
  if (text === undefined || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) return text;
  throw new UsageError('--url needs the URL of a service, such as http://127.0.0.1:3000');
}

function parse(rest: readonly string[]) {
  try {
    return parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: {
        collection: { type: 'string' },
        id: { type: 'string' },
        url: { type: 'string' },
        items: { type: 'boolean', default: false },
        replace: { type: 'boolean', default: false },
        all: { type: 'boolean', default: false },
        'new-epoch': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

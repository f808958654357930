/** Who may import whom. A room is a folder of src; '' stands for the files of src itself. */
export interface Rules {
  readonly rooms: Readonly<Record<string, readonly string[]>>;
  readonly packages: readonly { readonly pattern: RegExp; readonly rooms: readonly string[] }[];
}

/** A file by its path below src, and what it imports: packages by name, own files by their path below src. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly string[];
}

/** What a module text imports or re-exports, types included; dynamic imports too. */
export function importsOf(text: string): string[] {
  const pattern = /(?:^|\n)\s*(?:import|export)\b[^;'"]*?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].flatMap((match) => match[1] ?? match[2] ?? []);
}

/** One sentence for each import of `file` that the rules forbid. */
export function forbiddenImports({ path, imports }: SourceFile, { rooms, packages }: Rules): string[] {
  const room = roomOf(path);
  return imports.flatMap((target) => {
    if (isPackage(target, rooms)) {
      const rule = packages.find(({ pattern }) => pattern.test(target));
      return rule === undefined || rule.rooms.includes(room) ? [] : [`${path} must not know ${target}`];
    }
    const other = roomOf(target);
    if (other === room) return [];
    if (!(rooms[room] ?? []).includes(other)) return [`${path} must not import ${target}`];
    return target === `${other}/index.js` ? [] : [`${path} reaches past ${other}/index.ts to ${target}`];
  });
}

function roomOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '';
}

function isPackage(target: string, rooms: Rules['rooms']): boolean {
  return !target.endsWith('.js') || !Object.hasOwn(rooms, roomOf(target));
}

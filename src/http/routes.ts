/** The methods of each resource, read from the router itself so that no second table can disagree with it. */
export class Routes {
  private constructor(private readonly resources: ReadonlyMap<string, ReadonlySet<string>>) {}

  /** From an Express application whose routes are all registered. */
  static of(application: { readonly router: { readonly stack: readonly unknown[] } }): Routes {
    const resources = new Map<string, Set<string>>();
    for (const layer of application.router.stack) {
      const { route } = layer as { route?: { path: unknown; methods: Readonly<Record<string, boolean>> } };
      if (typeof route?.path !== 'string') continue;
      const methods = resources.get(route.path) ?? new Set<string>();
      for (const method of Object.keys(route.methods)) methods.add(method.toUpperCase());
      resources.set(route.path, methods);
    }
    return new Routes(resources);
  }

  /** The methods of the resource at `path`, HEAD and OPTIONS included; undefined when there is no such resource. */
  methods(path: string): readonly string[] | undefined {
    const segments = path.split('/');
    for (const [pattern, methods] of this.resources) {
      if (!matches(pattern.split('/'), segments)) continue;
      const all = new Set([...methods, ...(methods.has('GET') ? ['HEAD'] : []), 'OPTIONS']);
      return METHODS.filter((method) => all.has(method));
    }
    return undefined;
  }

  /** Whether any resource knows `method`. */
  knows(method: string): boolean {
    return METHODS.includes(method) || method === 'TRACE';
  }
}

/** Every method that some resource knows, in the order in which Allow lists them. */
export const METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => (part.startsWith(':') ? segments[index] !== '' : part === segments[index]))
  );
}

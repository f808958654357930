/** The URIs this service writes: path-absolute, never built from Host. */
export class Paths {
  /** `basePath` is what stands in front of every URI: empty, or `/…` without a slash at its end. */
  constructor(readonly basePath: string) {}

  problem(slug: string): string {
    return `${this.basePath}/problems/${slug}`;
  }

  collections(): string {
    return `${this.basePath}/v1/collections`;
  }

  collection(name: string): string {
    return `${this.collections()}/${name}`;
  }

  documents(collection: string): string {
    return `${this.collection(collection)}/documents`;
  }

  changes(collection: string): string {
    return `${this.collection(collection)}/changes`;
  }

  document(collection: string, id: string): string {
    return `${this.documents(collection)}/${id}`;
  }

  revisions(collection: string, id: string): string {
    return `${this.document(collection, id)}/revisions`;
  }

  revision(collection: string, id: string, revision: number): string {
    return `${this.revisions(collection, id)}/${revision}`;
  }

  attachments(collection: string, id: string): string {
    return `${this.document(collection, id)}/attachments`;
  }

  attachment(collection: string, id: string, name: string): string {
    return `${this.attachments(collection, id)}/${encodeURIComponent(name)}`;
  }
}

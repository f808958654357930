import type { Chance } from '../races/chance.js';
import { insist, OfflineCopy, type Conflict, type Data } from './offline-support.js';

/** An edit that must not be gone in the end: a token that stands nowhere else. */
export interface Edit {
  readonly token: string;
  readonly id: string;
}

const IDS = ['one', 'two', 'three', '4', '__proto__'];
const TOKEN = /\bt\d+x\d+\b/g;

/** The tokens in a JSON value, as often as they stand there. */
export function tokensIn(value: unknown): string[] {
  // A line break is written with an "n", which would seem to belong to the token behind it.
  return (
    JSON.stringify(value ?? null)
      .replaceAll(String.raw`\n`, ' ')
      .match(TOKEN) ?? []
  );
}

/** Somebody with an offline copy, who edits at random, goes offline and online, and whose program is killed. */
export class Person {
  readonly edits: Edit[] = [];
  /** Tokens that this person deleted again, maybe before they were sent. */
  readonly withdrawn = new Set<string>();
  kills = 0;
  #file: string;
  #copy: OfflineCopy;
  readonly #earlierReports: Conflict[] = [];
  #online: { line: AbortController; following: Promise<void> } | undefined;

  constructor(
    private readonly number: number,
    private readonly collection: string,
    private readonly nextFile: () => string,
    private readonly chance: Chance,
  ) {
    this.#file = nextFile();
    this.#copy = this.#open();
  }

  /** What was reported to this person. */
  get reports(): readonly Conflict[] {
    return [...this.#earlierReports, ...this.copy.conflicts];
  }

  get copy(): OfflineCopy {
    return this.#copy;
  }

  /** One random thing that a person does. */
  async act(): Promise<void> {
    const dice = this.chance.below(20);
    if (dice < 10) this.#edit();
    else if (dice < 12) await this.goOffline();
    else if (dice < 18) this.#goOnline();
    else if (dice === 18) await this.#kill();
    else await this.#moveToOtherMachine();
    // Long enough for some requests, or for none.
    await new Promise((resolve) => setTimeout(resolve, this.chance.below(25)));
  }

  /** Ends with nothing left to send, and with all that there is to know by then. */
  async settle(): Promise<void> {
    await this.goOffline();
    await insist(this.copy);
  }

  #open(): OfflineCopy {
    return new OfflineCopy({ collection: this.collection, file: this.#file });
  }

  /** Whatever is on its way stays unanswered; the next program knows only what is in the file. */
  async #kill(): Promise<void> {
    this.kills += 1;
    await this.goOffline();
    this.#copy = this.#open();
  }

  /** Starts with an empty copy, if there is nothing that only the old one knows. */
  async #moveToOtherMachine(): Promise<void> {
    if (this.copy.pending.length > 0) return;
    this.#earlierReports.push(...this.copy.conflicts);
    await this.goOffline();
    this.#file = this.nextFile();
    this.#copy = this.#open();
    this.#goOnline();
  }

  #goOnline(): void {
    if (this.#online !== undefined) return;
    const line = new AbortController();
    this.#online = { line, following: this.copy.follow(line.signal, { wait: 20, pause: 0.005 }) };
  }

  /** Calls off whatever is on its way. */
  async goOffline(): Promise<void> {
    this.#online?.line.abort();
    await this.#online?.following;
    this.#online = undefined;
  }

  #edit(): void {
    const { documents, pending } = this.copy;
    // Deleted and made anew is one edit, which takes away what was there: that is meant, and is not tested here.
    const ids = [...documents.keys(), ...IDS.filter((id) => !pending.includes(id))];
    const id = this.chance.pick(ids);
    const seen = documents.get(id);
    if (seen !== undefined && this.chance.below(12) === 0) {
      if (pending.includes(id)) this.#withdraw(seen);
      this.copy.remove(id);
      return;
    }
    const token = `t${this.number}x${this.edits.length}`;
    this.copy.put(id, this.#edited(seen ?? {}, token));
    this.edits.push({ token, id });
  }

  /** What was not sent yet has never been anywhere else. */
  #withdraw(seen: Data): void {
    for (const token of tokensIn(seen)) if (token.startsWith(`t${this.number}x`)) this.withdrawn.add(token);
  }

  /** Adds the token: as a member of its own, as a line, or to a value, where two cannot be joined. */
  #edited(seen: Data, token: string): Data {
    const {
      marks = {},
      text = 'first\nlast\n',
      title = '',
    } = seen as { marks?: Data; text?: string; title?: string };
    const way = this.chance.below(10);
    if (way < 6) return { ...seen, marks: { ...marks, [token]: true } };
    if (way < 8)
      return { ...seen, text: this.chance.below(2) === 0 ? `${text}${token}\n` : `${token}\n${text}` };
    return { ...seen, title: `${title} ${token}` };
  }
}

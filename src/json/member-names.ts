/** Up to this many members an object's names are compared one by one, which is cheaper than hashing them. */
const FEW = 8;

/**
 * The names met so far in each object that is still open, to find duplicates (7493 2.3) in time linear in the
 * text.
 *
 * Names lie on one stack; an object is known by its *mark*, the height of that stack when it opened. Objects
 * with many members get a Set. A name is added with its opening quote still in front: V8 hashes texts that
 * look like integers by their value, so a sender could choose names that collide; with the quote none looks
 * like an integer.
 */
export class MemberNames {
  private readonly stack: string[] = [];
  private height = 0;
  private readonly wide = new Map<number, Set<string>>();

  /** Opens an object inside the ones already open; returns its mark. */
  open(): number {
    return this.height;
  }

  /** Adds a name to the innermost open object; false when that object has it already. */
  add(mark: number, name: string): boolean {
    if (this.height - mark >= FEW) return this.addToMany(mark, name);
    for (let index = mark; index < this.height; index += 1) {
      if (this.stack[index] === name) return false;
    }
    // Written by index: names left behind by closed objects are overwritten, the stack never shrinks and
    // regrows.
    this.stack[this.height] = name;
    this.height += 1;
    return true;
  }

  /** Closes the innermost open object. */
  close(mark: number): void {
    this.height = mark;
    if (this.wide.size > 0) this.wide.delete(mark);
  }

  private addToMany(mark: number, name: string): boolean {
    let names = this.wide.get(mark);
    if (names === undefined) {
      names = new Set(this.stack.slice(mark, this.height));
      this.wide.set(mark, names);
    }
    const before = names.size;
    return names.add(name).size > before;
  }
}

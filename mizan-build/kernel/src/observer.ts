/** Tells a reader only what it reads: fields that it never looked at do not wake it. */

/** Something with a current state: an object that is replaced when the state changes. */
export interface Observable<State extends object> {
  readonly current: State;
  /** Calls back after changes that may concern the state. */
  listen(listener: () => void): () => void;
}

export class Observer<State extends object> {
  readonly #source: Observable<State>;
  /** Whether the members of `data` are told apart. */
  readonly #deep: boolean;
  readonly #fields = new Set<string>();
  readonly #members = new Set<string>();
  #state: State | undefined;
  #tracked: State | undefined;
  #trackedData: object | undefined;

  constructor(source: Observable<State>, deep: boolean) {
    this.#source = source;
    this.#deep = deep;
  }

  /** The state; the same object while nothing that was read from it changed. */
  readonly get = (): State => {
    const [last, next] = [this.#state, this.#source.current];
    if (last && !this.#differs(last, next)) return this.#tracked!;
    if (!last || read(last, "data") !== read(next, "data")) this.#trackedData = undefined;
    this.#state = next;
    return (this.#tracked = track(next, this.#fields, this.#deep ? this.#wrap : undefined));
  };

  /** Calls back when what `get` returns has changed. */
  readonly subscribe = (listener: () => void): (() => void) => {
    let last = this.get();
    return this.#source.listen(() => {
      if (last !== (last = this.get())) listener();
    });
  };

  readonly #wrap = (data: object) => (this.#trackedData ??= track(data, this.#members));

  #differs(last: State, next: State): boolean {
    return [...this.#fields].some((field) => {
      const [old, now] = [read(last, field), read(next, field)] as [object, object];
      if (old === now) return false;
      const apart = this.#deep && field === "data" && old && now && this.#members.size;
      return !apart || [...this.#members].some((member) => read(old, member) !== read(now, member));
    });
  }
}

const read = (from: object, name: string) => (from as Record<string, unknown>)[name];

/** The same object, but it remembers which of its fields were read. */
function track<T extends object>(from: T, used: Set<string>, wrap?: (data: object) => object): T {
  return new Proxy(from, {
    get(_from, name: string) {
      used.add(name);
      const value = read(from, name);
      return wrap && name === "data" && value ? wrap(value) : value;
    },
  });
}

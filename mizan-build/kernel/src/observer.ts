/** Tells a reader only what it reads: fields that it never looked at do not wake it. */

/** Something with a current state, an object that is replaced when the state changes. */
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
    const state = this.#source.current;
    if (!this.#tracked || !this.#state || this.#differs(this.#state, state)) {
      if (dataOf(this.#state) !== dataOf(state)) this.#trackedData = undefined;
      this.#state = state;
      this.#tracked = track(state, this.#fields, this.#deep ? this.#wrap : undefined);
    }
    return this.#tracked;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    let last = this.get();
    return this.#source.listen(() => {
      const next = this.get();
      if (next !== last) {
        last = next;
        listener();
      }
    });
  };

  readonly #wrap = (data: object): object => (this.#trackedData ??= track(data, this.#members));

  #differs(a: State, b: State): boolean {
    if (a === b) return false;
    for (const field of this.#fields) {
      const [old, now] = [read(a, field), read(b, field)];
      if (old !== now && !(field === "data" && this.#equalMembers(old, now))) return true;
    }
    return false;
  }

  #equalMembers(old: unknown, now: unknown): boolean {
    if (!this.#deep || !old || !now || !this.#members.size) return false;
    return [...this.#members].every((member) => read(old, member) === read(now, member));
  }
}

const read = (from: object, name: string) => (from as Record<string, unknown>)[name];
const dataOf = (state: object | undefined) => state && read(state, "data");

/** A copy that remembers which of its fields were read. */
function track<T extends object>(
  from: T,
  used: Set<string>,
  wrapData?: (data: object) => object,
): T {
  const tracked = {} as T;
  for (const name of Object.keys(from)) {
    const get = () => {
      used.add(name);
      const value = read(from, name);
      return wrapData && name === "data" && value ? wrapData(value) : value;
    };
    Object.defineProperty(tracked, name, { enumerable: true, get });
  }
  return tracked;
}

/** A function that is called and carries its state: for buttons, forms and uploads. */

import type { Failure } from "./error";
import { toMizanError } from "./error";
import { Observer, type Observable } from "./observer";

export interface ActionState<Kinds> {
  /** A call is on its way. */
  readonly pending: boolean;
  /** Why the last call failed; gone with the next. */
  readonly error: Failure<Kinds> | undefined;
  /** The share of the last call's upload that has been sent, 0 to 1. */
  readonly progress: number;
}

/** Call it; its state is on it. */
export interface Action<Args, Result, Kinds> extends ActionState<Kinds> {
  (args: Args): Promise<Result>;
  /** Gives up every call that is on its way. */
  readonly abort: () => void;
  /** Forgets the error. */
  readonly reset: () => void;
}

type Call<Args, Result> = (
  args: Args,
  options: { signal: AbortSignal; onProgress: (progress: number) => void },
) => Promise<Result>;

/** An action together with the reader of its state; for adapters. */
export function createAction<Args, Result, Kinds>(call: Call<Args, Result>) {
  const store = new Store<ActionState<Kinds>>({ pending: false, error: undefined, progress: 0 });
  const calls = new Set<AbortController>();
  let latest: AbortController | undefined;

  async function run(args: Args): Promise<Result> {
    const controller = (latest = new AbortController());
    const setLatest = (change: Partial<ActionState<Kinds>>) => {
      if (controller === latest) store.set(change);
    };
    calls.add(controller);
    store.set({ pending: true, error: undefined, progress: 0 });
    try {
      const onProgress = (progress: number) => setLatest({ progress });
      return await call(args, { signal: controller.signal, onProgress });
    } catch (thrown) {
      setLatest({ error: toMizanError(thrown) as Failure<Kinds> });
      throw thrown;
    } finally {
      calls.delete(controller);
      store.set({ pending: calls.size > 0 });
    }
  }

  const start = (args: Args): Promise<Result> => {
    const result = run(args);
    // The state carries the error; whoever awaits the call gets it as well.
    result.catch(() => {});
    return result;
  };
  const observer = new Observer(store, false);
  const methods = {
    abort: () => calls.forEach((controller) => controller.abort()),
    reset: () => store.set({ error: undefined }),
  };
  const action = Object.assign(start, methods);
  for (const field of ["pending", "error", "progress"] as const) {
    Object.defineProperty(action, field, { get: () => observer.get()[field] });
  }
  return { action: action as unknown as Action<Args, Result, Kinds>, observer };
}

/** A state, and those who want to hear of it. */
class Store<State extends object> implements Observable<State> {
  readonly #listeners = new Set<() => void>();
  current: State;

  constructor(current: State) {
    this.current = current;
  }

  set(change: Partial<State>): void {
    this.current = { ...this.current, ...change };
    for (const listener of [...this.#listeners]) listener();
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

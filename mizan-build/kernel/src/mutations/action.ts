/** An action: a function to call, with the state of its calls on it, for buttons and forms. */

import { Observer } from "../observe/observer";
import { toMizanError, type Failure } from "../wire/error";

export interface ActionState<Kinds> {
  /** At least one call has not been answered yet. */
  readonly pending: boolean;
  /** Why the last call failed; the next call clears it. */
  readonly error: Failure<Kinds> | undefined;
  /** The part of the last call's upload that has been sent, 0 to 1. */
  readonly progress: number;
}

/** A function with the state of its calls. */
export interface Action<Args, Result, Kinds> extends ActionState<Kinds> {
  /** The argument may be left out where nothing in it is required. */
  (...args: {} extends Args ? [args?: Args] : [args: Args]): Promise<Result>;
  /** Aborts every call that has not been answered. */
  readonly abort: () => void;
  /** Clears the error. */
  readonly reset: () => void;
}

type Call<Args, Result> = (
  args: Args,
  options: { signal: AbortSignal; onProgress: (progress: number) => void },
) => Promise<Result>;

/** An action and the observer of its state, for adapters. */
export function createAction<Args, Result, Kinds>(call: Call<Args, Result>) {
  type State = ActionState<Kinds>;
  const listeners = new Set<() => void>();
  const calls = new Set<AbortController>();
  let current: State = { pending: false, error: undefined, progress: 0 };
  let latest: AbortController | undefined;

  function set(change: Partial<State>, of = latest): void {
    if (of !== latest) return;
    current = { ...current, ...change };
    for (const listener of [...listeners]) listener();
  }

  async function run(args: Args): Promise<Result> {
    const controller = (latest = new AbortController());
    calls.add(controller);
    set({ pending: true, error: undefined, progress: 0 });
    try {
      const onProgress = (progress: number) => set({ progress }, controller);
      return await call(args, { signal: controller.signal, onProgress });
    } catch (thrown) {
      set({ error: toMizanError(thrown) as Failure<Kinds> }, controller);
      throw thrown;
    } finally {
      calls.delete(controller);
      set({ pending: calls.size > 0 });
    }
  }

  function start(args = {} as Args): Promise<Result> {
    const result = run(args);
    // The state shows the error; a caller who does not await must not cause an unhandled rejection.
    result.catch(() => {});
    return result;
  }

  const source = {
    get current() {
      return current;
    },
    listen(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const observer = new Observer<State>(source, false);
  const methods = {
    abort: () => calls.forEach((controller) => controller.abort()),
    reset: () => set({ error: undefined }),
  };
  for (const field of Object.keys(current) as (keyof State)[]) {
    Object.defineProperty(start, field, { get: () => observer.get()[field] });
  }
  const action: unknown = Object.assign(start, methods);
  return { action: action as Action<Args, Result, Kinds>, observer };
}

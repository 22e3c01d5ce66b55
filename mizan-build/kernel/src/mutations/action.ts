/** An action: a function to call, with the state of its calls on it, for buttons and forms. */

import { toMizanError, type Failure } from "../wire/error";
import { stringify } from "../wire/stringify";

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

/** What a call is given: it may be aborted, and it reports while it is under way. */
interface Running<More> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: number) => void;
  readonly report: (more: Partial<More>) => void;
}

/** Makes one call, with the options that the component gave at its last commit. */
type Call<Args, Result, Options, More> = (
  args: Args,
  options: Options & Running<More>,
) => Promise<Result>;

/**
 * An action as an adapter holds it. A state that has been read comes as another value of the action:
 * a component that renders only for other properties, by `memo` or the React Compiler, would not
 * show it otherwise. But another value also runs the effects that depend on it, and an effect that
 * calls the action would call it for ever. So calls made by effects leave the value as it is.
 */
export interface ActionStore<Args, Result, Kinds, Options, More = {}> {
  readonly action: Action<Args, Result, Kinds> & More;
  readonly observer: {
    /** The state; the same object while nothing that was read from it changed. */
    readonly get: () => ActionState<Kinds>;
    readonly subscribe: (listener: () => void) => () => void;
  };
  /** A component has committed, and its effects have yet to run. */
  readonly commit: (options: Options | undefined) => void;
  /** The effects of the commit are running. */
  readonly rest: () => void;
}

/** A call that is under way. */
interface Run {
  readonly controller: AbortController;
  /** The text of its arguments; empty where nothing can repeat the call because of its own state. */
  readonly args: string;
  /** Made by an effect, so that its state is no new value of the action. */
  readonly isQuiet: boolean;
}

/** Makes an action; its state has `more` fields, which are as given when a call begins. */
export function createAction<
  Args,
  Result,
  Kinds,
  Options extends object = {},
  More extends object = {},
>(
  call: Call<Args, Result, Options, More>,
  more = {} as More,
): ActionStore<Args, Result, Kinds, Options, More> {
  type State = ActionState<Kinds> & More;
  type Value = Action<Args, Result, Kinds> & More;
  const listeners = new Set<() => void>();
  const runs = new Set<Run>();
  const used = new Set<keyof State>();
  let current: State = { pending: false, error: undefined, progress: 0, ...more };
  let seen = current;
  let latest: Run | undefined;
  let action: Value | undefined;
  /** The state that the action was made for, and the arguments of the call that brought it about. */
  let shown = current;
  let cause: string | undefined;
  let isCommitting = false;
  /** How often a call was repeated by the value that it had brought about, and not by an event. */
  let echoes = 0;
  let options = {} as Options | undefined;

  function set(
    change: Partial<ActionState<Kinds> | State>,
    run = latest,
    isQuiet = run?.isQuiet,
  ): void {
    if (run !== latest) return;
    const before = current;
    current = { ...before, ...change };
    if (![...used].some((field) => before[field] !== current[field])) return;
    seen = current;
    if (!isQuiet || (shown.pending && !current.pending)) {
      action = undefined;
      cause = run?.args;
    }
    for (const listener of [...listeners]) listener();
  }

  async function perform(args: Args, run: Run): Promise<Result> {
    runs.add((latest = run));
    set({ pending: true, error: undefined, progress: 0, ...more });
    try {
      const { signal } = run.controller;
      return await call(args, {
        ...options!,
        signal,
        onProgress: (progress) => set({ progress }, run),
        report: (change) => set(change as Partial<State>, run),
      });
    } catch (thrown) {
      set({ error: toMizanError(thrown) as Failure<Kinds> }, run);
      throw thrown;
    } finally {
      runs.delete(run);
      set({ pending: runs.size > 0 });
    }
  }

  const methods = {
    abort: () => runs.forEach(({ controller }) => controller.abort()),
    reset: () => set({ error: undefined }, latest, false),
  };

  function createValue(): Value {
    shown = current;
    const madeFor = cause;
    function start(given = {} as Args): Promise<Result> {
      const args = globalThis.event || !used.size ? "" : stringify(given as object);
      if (!args) echoes = 0;
      else if (args === madeFor) echoes++;
      // The second echo comes from an effect that takes its time, such as one with a timer.
      const isQuiet = isCommitting || echoes > 1;
      const result = perform(given, { controller: new AbortController(), args, isQuiet });
      // The state shows the error; a caller who does not await must not cause an unhandled rejection.
      result.catch(() => {});
      return result;
    }
    for (const field of Object.keys(current) as (keyof State)[]) {
      Object.defineProperty(start, field, { get: () => (used.add(field), current[field]) });
    }
    return Object.assign(start, methods) as unknown as Value;
  }

  return {
    get action() {
      return (action ??= createValue());
    },
    observer: {
      get: () => seen,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    commit(given) {
      options = given;
      isCommitting = true;
    },
    // All effects of a commit run in one task.
    rest: () => queueMicrotask(() => (isCommitting = false)),
  };
}

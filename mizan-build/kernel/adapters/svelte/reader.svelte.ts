/** The state of the kernel as the state of Svelte. */

import { untrack } from "svelte";

export interface Reader<State> {
  readonly get: () => State;
  readonly subscribe: (listener: () => void) => () => void;
}

/** What is read, by a key that tells it from others. */
export interface Readable<State> {
  readonly key: string | undefined;
  readonly observe: () => Reader<State>;
}

/** The value that was found first, for as long as the key is the same. */
export function whileEqual<Value extends Pick<Readable<unknown>, "key">>(
  find: () => Value,
): () => Value {
  let last: Value | undefined;
  const value = $derived.by(() => {
    const next = find();
    return (last = last && last.key === next.key ? last : next);
  });
  return () => value;
}

/**
 * What a reader shows, which is subscribed while the component or the root lives; on a server it is only
 * looked at.
 */
export function useReader<State>(find: () => Readable<State>): () => State {
  const readable = whileEqual(find);
  const reader = $derived(readable().observe());
  let changes = $state.raw({});
  $effect.pre(() => {
    const { subscribe } = reader;
    return untrack(() => {
      const change = () => void (changes = {});
      const end = subscribe(change);
      change();
      return end;
    });
  });
  const state = $derived.by(() => {
    void changes;
    return reader.get();
  });
  return () => state;
}

/** The fields of a state, each of which changes alone; functions stay the same. */
export function fieldsOf<State extends object>(state: () => object, like: State): State {
  const fields = {};
  for (const [name, first] of Object.entries(like)) {
    const find = () => state()[name as never] as unknown;
    const field = $derived.by(find);
    const fixed = (...args: never[]) => (find() as (...args: never[]) => unknown)(...args);
    const get = typeof first === "function" ? () => fixed : () => field;
    Object.defineProperty(fields, name, { get, enumerable: true });
  }
  return fields as State;
}

/** Runs what a function returns, now and whenever it returns another one. */
export function runEach(find: () => () => void): void {
  $effect.pre(() => untrack(find()));
}

/** Runs a function when the component or the root ends. */
export function onEnd(end: () => void): void {
  $effect.pre(() => end);
}

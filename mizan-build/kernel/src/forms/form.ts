/** A form that is filled in: its values, what is wrong with them, and how it is sent. */

import { toMizanError, type Failure } from "../wire/error";
import { toJson } from "../wire/canonical";
import { createAsking, type Ask } from "./asking";
import type { Field, Fields } from "./fields";
import { valueAt, withValue } from "./paths";
import { placeNow, refusals, type Sent } from "./refusals";
import { findIssues, type FieldTexts, type Form } from "./schema";
import type { FieldState, FormState, FormStore, Rows } from "./state";

/** How long a writer pauses before the server is asked for a field, in milliseconds. */
const PAUSE = 300;

/** The way to the server for the rules that only it knows. */
export interface Remote {
  readonly ask: Ask;
  /** The pause before it is asked, in milliseconds. */
  readonly pause?: () => number | undefined;
}

/**
 * Makes a form. `send` calls the function, whose argument the form is has the name `argument`; `remote`
 * asks for the rules of one field.
 */
export function createForm<Values, Result, Kinds>(
  form: Form<Values>,
  argument: string,
  initial: Values,
  send: (values: Values) => Promise<Result>,
  remote?: Remote,
): FormStore<Values, Result, Kinds> {
  type State = FormState<Values, Result, Kinds>;
  const listeners = new Set<() => void>();
  let began = initial;
  /** Counts the beginnings, so that an answer to a form that was reset is dropped. */
  let era = 0;
  let nextKey = 0;
  /** The keys of the rows of each list, which they keep when they move. */
  let rows = new Map<string, readonly number[]>();
  /** What the server said of a path, until its value changes. */
  let refused = new Map<string, string>();
  const asking = createAsking(remote?.ask ?? (async () => []), (path, [message]) => {
    if (message !== undefined) refused.set(path, message);
    change({ values: state.values });
  });
  let state = start();

  function start(): State {
    return checked({
      values: began,
      errors: new Map(),
      touched: new Set(),
      isSubmitted: false,
      pending: false,
      dirty: false,
      valid: true,
      error: undefined,
      result: undefined,
    });
  }

  function checked(next: State): State {
    const errors = new Map(refused);
    for (const { path, message } of findIssues(form, next.values)) {
      const name = path.join(".");
      if (!errors.has(name)) errors.set(name, message);
    }
    const dirty = toJson(next.values) !== toJson(began);
    return { ...next, errors, dirty, valid: errors.size === 0 };
  }

  function change(part: Partial<State>): void {
    state = "values" in part ? checked({ ...state, ...part }) : { ...state, ...part };
    for (const listener of [...listeners]) listener();
  }

  function set(path: string, value: unknown): void {
    for (const known of [...refused.keys()]) {
      if (known === path || known === "" || known.startsWith(`${path}.`)) refused.delete(known);
    }
    change({ values: withValue(state.values, path, value) as Values });
    if (!remote || !fieldOf(path)?.isRemote || value == null || state.errors.has(path)) {
      return asking.end(path);
    }
    asking.begin(path, value, remote.pause?.() ?? PAUSE);
    change({});
  }

  const touch = (path: string) => change({ touched: new Set(state.touched).add(path) });

  function fieldOf(path: string): Field | undefined {
    let found: Field | undefined = form;
    for (const name of path.split(".")) {
      const fields: Fields = found?.fields?.() ?? {};
      found = found?.item ?? (Object.hasOwn(fields, name) ? fields[name] : undefined);
    }
    return found;
  }

  function field(path: string): FieldState<never> {
    const touched = state.touched.has(path);
    const isShown = touched || state.isSubmitted || refused.has(path);
    const value = valueAt(state.values, path);
    const texts: Readonly<Record<string, FieldTexts | undefined>> = form.texts.fields ?? {};
    return {
      ...(Object.hasOwn(texts, path) ? texts[path] : {}),
      name: path,
      kind: fieldOf(path)?.kind ?? "value",
      isOptional: fieldOf(path)?.isOptional ?? false,
      value: value as never,
      error: isShown ? state.errors.get(path) : undefined,
      touched,
      dirty: toJson(value) !== toJson(valueAt(began, path)),
      checking: asking.has(path),
      set: (value) => set(path, value),
      touch: () => touch(path),
    };
  }

  function keysOf(path: string): readonly number[] {
    const items = valueAt(state.values, path);
    const count = Array.isArray(items) ? items.length : 0;
    const known = rows.get(path) ?? [];
    if (known.length === count) return known;
    const keys = Array.from({ length: count }, (_, index) => known[index] ?? nextKey++);
    rows.set(path, keys);
    return keys;
  }

  /** Puts the rows of a list into another order. What is known of a row goes with it. */
  function arrange(path: string, order: readonly number[], added?: unknown): void {
    const keys = keysOf(path);
    const items = (valueAt(state.values, path) as unknown[] | undefined) ?? [];
    const follow = (name: string): string | undefined => {
      if (!name.startsWith(`${path}.`)) return name;
      const [index, ...rest] = name.slice(path.length + 1).split(".");
      const place = order.indexOf(Number(index));
      return place < 0 ? undefined : [path, place, ...rest].join(".");
    };
    const moved = <Value>(of: ReadonlyMap<string, Value>) =>
      new Map(
        [...of].flatMap(([name, value]) => {
          const place = follow(name);
          return place === undefined ? [] : [[place, value] as const];
        }),
      );
    refused = moved(refused);
    asking.move(follow);
    rows = moved(rows).set(
      path,
      order.map((index) => keys[index] ?? nextKey++),
    );
    const touched = [...state.touched].map(follow).filter((name) => name !== undefined);
    const values = order.map((index) => (index < items.length ? items[index] : added));
    change({
      touched: new Set(touched),
      values: withValue(state.values, path, values) as Values,
    });
  }

  function list(path: string): Rows<never> {
    const shown = keysOf(path);
    const { min, max } = fieldOf(path)?.items ?? { min: 0, max: Infinity };
    /** The places of the rows, and that of one that was shown: several changes may be made of one list. */
    const find = (index: number) => {
      const keys = keysOf(path);
      return { places: keys.map((_key, at) => at), at: keys.indexOf(shown[index]!) };
    };
    return {
      rows: shown.map((key, index) => ({ key, path: `${path}.${index}` })),
      min,
      max,
      canAdd: shown.length < max,
      canRemove: shown.length > min,
      add(item) {
        const { places } = find(-1);
        if (places.length < max) arrange(path, [...places, places.length], item);
      },
      remove(index) {
        const { places, at } = find(index);
        const order = places.filter((other) => other !== at);
        if (at >= 0 && places.length > min) arrange(path, order);
      },
      move(from, to) {
        const { places, at } = find(from);
        const order = places.filter((other) => other !== at);
        order.splice(to, 0, at);
        if (at >= 0) arrange(path, order);
      },
    };
  }

  async function submit(): Promise<Result | undefined> {
    if (state.pending) return undefined;
    change({ isSubmitted: true, error: undefined });
    // What the server said of these values once, it may not say again; it says everything anew.
    refused = new Map();
    asking.endAll();
    change({ values: state.values });
    if (!state.valid) return undefined;
    const own = era;
    const sent: Sent = { values: state.values, rows: new Map(rows) };
    change({ pending: true });
    try {
      const result = await send(state.values);
      if (own === era) change({ pending: false, result });
      return result;
    } catch (thrown) {
      const error = toMizanError(thrown);
      if (own !== era) return undefined;
      refused = refusals(error, argument, (path) =>
        placeNow(path, sent, { values: state.values, rows }),
      );
      change({ pending: false, error: error as Failure<Kinds>, values: state.values });
      return undefined;
    }
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) asking.endAll();
      };
    },
    field: field as unknown as FormStore<Values, Result, Kinds>["field"],
    list: list as FormStore<Values, Result, Kinds>["list"],
    submit,
    reset(values = began) {
      era++;
      began = values;
      refused = new Map();
      rows = new Map();
      asking.endAll();
      state = start();
      change({});
    },
  };
}

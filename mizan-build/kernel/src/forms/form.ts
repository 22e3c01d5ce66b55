/** A form that is filled in: its values, what is wrong with them, and how it is sent. */

import { MizanError, toMizanError, type Failure } from "../wire/error";
import { toJson } from "../wire/canonical";
import type { Field, Fields } from "./fields";
import { fromServer, valueAt, withValue, type PathsOf, type ValueAt } from "./paths";
import { findIssues, type FieldTexts, type Form } from "./schema";

/** What a form shows; a new object after each change. */
export interface FormState<Values, Result, Kinds> {
  readonly values: Values;
  /** The first message for each path that has any, whether it is shown or not. */
  readonly errors: ReadonlyMap<string, string>;
  readonly touched: ReadonlySet<string>;
  /** Somebody has tried to send it, so that every error is shown. */
  readonly isSubmitted: boolean;
  readonly pending: boolean;
  readonly dirty: boolean;
  readonly valid: boolean;
  /** Why the last attempt failed. */
  readonly error: Failure<Kinds> | undefined;
  readonly result: Result | undefined;
}

export interface FieldState<Value> extends FieldTexts {
  readonly name: string;
  readonly kind: Field["kind"];
  /** It may be left empty. */
  readonly isOptional: boolean;
  readonly value: Value;
  /** What is wrong, once the field was left or the form sent. */
  readonly error: string | undefined;
  readonly touched: boolean;
  readonly dirty: boolean;
  readonly set: (value: Value) => void;
  /** The field was left. */
  readonly touch: () => void;
}

export interface Row {
  /** The same for the same row, wherever it is. */
  readonly key: number;
  /** The path of the row. */
  readonly path: string;
}

export interface Rows<Item> {
  readonly rows: readonly Row[];
  readonly add: (item: Item) => void;
  readonly remove: (index: number) => void;
  readonly move: (from: number, to: number) => void;
}

/** A form as an adapter holds it. */
export interface FormStore<Values, Result, Kinds> {
  readonly get: () => FormState<Values, Result, Kinds>;
  readonly subscribe: (listener: () => void) => () => void;
  readonly field: <Path extends PathsOf<Values>>(path: Path) => FieldState<ValueAt<Values, Path>>;
  readonly list: <Path extends PathsOf<Values>>(
    path: Path,
  ) => Rows<ItemOf<NonNullable<ValueAt<Values, Path>>>>;
  /** Sends it, if nothing is wrong; resolves with nothing if something is. */
  readonly submit: () => Promise<Result | undefined>;
  /** Back to how it began, or to other values: without errors, and without an answer that is awaited. */
  readonly reset: (values?: Values) => void;
}

type ItemOf<List> = List extends readonly (infer Item)[] ? Item : never;

/** Makes a form. `send` calls the function, whose argument the form is has the name `argument`. */
export function createForm<Values, Result, Kinds>(
  form: Form<Values>,
  argument: string,
  initial: Values,
  send: (values: Values) => Promise<Result>,
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
    const keys = keysOf(path);
    const indices = keys.map((_key, index) => index);
    return {
      rows: keys.map((key, index) => ({ key, path: `${path}.${index}` })),
      add: (item) => arrange(path, [...indices, indices.length], item),
      remove: (index) =>
        arrange(
          path,
          indices.filter((other) => other !== index),
        ),
      move(from, to) {
        const order = indices.filter((other) => other !== from);
        order.splice(to, 0, from);
        arrange(path, order);
      },
    };
  }

  async function submit(): Promise<Result | undefined> {
    if (state.pending) return undefined;
    change({ isSubmitted: true, error: undefined });
    // What the server said of these values once, it may not say again.
    refused = new Map();
    change({ values: state.values });
    if (!state.valid) return undefined;
    const own = era;
    change({ pending: true });
    try {
      const result = await send(state.values);
      if (own === era) change({ pending: false, result });
      return result;
    } catch (thrown) {
      const error = toMizanError(thrown);
      if (own !== era) return undefined;
      refused = refusals(error, argument);
      change({ pending: false, error: error as Failure<Kinds>, values: state.values });
      return undefined;
    }
  }

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    field: field as unknown as FormStore<Values, Result, Kinds>["field"],
    list: list as FormStore<Values, Result, Kinds>["list"],
    submit,
    reset(values = began) {
      era++;
      began = values;
      refused = new Map();
      rows = new Map();
      state = start();
      change({});
    },
  };
}

/** The first message for each path of the form in an error of the server. */
function refusals(error: MizanError, argument: string): Map<string, string> {
  const { fields } = (error.details ?? {}) as { fields?: Record<string, string[]> };
  const found = new Map<string, string>();
  for (const [path, [message]] of Object.entries(
    (error.code === "VALIDATION_ERROR" && fields) || {},
  )) {
    if (path === argument) found.set("", message!);
    else if (path.startsWith(`${argument}.`)) {
      found.set(fromServer(path.slice(argument.length + 1)), message!);
    }
  }
  return found;
}

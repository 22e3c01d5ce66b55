/** What a form shows, its fields and its rows, and what can be done with them. */

import type { Failure } from "../wire/error";
import type { Bounds, Field } from "./fields";
import type { PathsOf, ValueAt } from "./paths";
import type { FieldTexts } from "./schema";

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
  /** The server is asked for what only it knows of the value. */
  readonly checking: boolean;
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

/** The rows of a list, which has at least `min` and at most `max`; `max` may be `Infinity`. */
export interface Rows<Item> extends Bounds {
  readonly rows: readonly Row[];
  /** There are fewer than `max`. */
  readonly canAdd: boolean;
  /** There are more than `min`. */
  readonly canRemove: boolean;
  /** Adds a row at the end, where the list may have one more. */
  readonly add: (item: Item) => void;
  /** Removes a row, where the list may have one less. */
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

export type ItemOf<List> = List extends readonly (infer Item)[] ? Item : never;

/** A field as an input of a page: what the input shows, and what is read from it. */

import type { Kernel } from "../kernel";
import { call } from "../mutations/call";
import type { FunctionSpec } from "../spec";
import { createForm } from "./form";
import type { Form } from "./schema";
import type { FieldState, FormStore } from "./state";

/** What an `input`, a `select` or a `textarea` shows. */
export interface InputState {
  readonly name: string;
  readonly value?: string;
  readonly checked?: boolean;
  readonly type?: string;
  readonly maxLength?: number;
  readonly "aria-invalid": boolean;
}

/** A field, with the properties to spread on its input. */
export type InputField<Value, Props> = FieldState<Value> & { readonly props: Props };

/** The argument that a form fills in, and the others. */
export interface FormOptions<Args, Argument extends keyof Args> {
  /** The values that the form begins with. */
  readonly initial: Args[Argument];
  /** The other arguments of the function. */
  readonly args?: Omit<Args, Argument>;
  /**
   * How long somebody pauses before the server is asked for the rules that only it knows of a field, in
   * milliseconds; 300 without it.
   */
  readonly pause?: number;
}

/** Makes the form of an argument; `find` finds the options when it is sent. */
export function openForm<Args, Argument extends keyof Args, Result, Kinds>(
  kernel: Kernel,
  spec: FunctionSpec<Args, Result, Kinds>,
  argument: Argument,
  wireName: string,
  form: Form<Args[Argument]>,
  find: () => FormOptions<Args, Argument>,
): FormStore<Args[Argument], Result, Kinds> {
  const send = (values: Args[Argument]) =>
    call(kernel, spec, { ...find().args, [argument]: values } as Args, {});
  return createForm(form, wireName, find().initial, send, {
    ask: (path, value, signal) =>
      call(kernel, ruleSpec(spec), { field: `${wireName}.${path}`, value }, { signal }),
    pause: () => find().pause,
  });
}

/** The function by which the server tells what is wrong with one field of an argument. */
const ruleSpec = <Args, Result, Kinds>(
  spec: FunctionSpec<Args, Result, Kinds>,
): FunctionSpec<{ field: string; value: unknown }, string[]> => ({
  name: `${spec.name}.validate`,
  args: (args) => args,
  ...(spec.over && { over: spec.over }),
});

/** What the input of a field shows. */
export function inputOf<Value>(field: FieldState<Value>): InputState {
  const { name, kind, value, widget, maxLength } = field;
  const isNumber = kind === "number" || kind === "integer";
  const type = kind === "boolean" ? "checkbox" : (widget ?? (isNumber ? "number" : undefined));
  return {
    name,
    ...(kind === "boolean" ? { checked: value === true } : { value: `${value ?? ""}` }),
    ...(type && type !== "textarea" && type !== "select" ? { type } : {}),
    ...(maxLength === undefined ? {} : { maxLength }),
    "aria-invalid": field.error !== undefined,
  };
}

/** Sets a field to what its input holds. An empty input is nothing, but for a text that has to be there. */
export function setFrom<Value>(field: FieldState<Value>, target: EventTarget | null): void {
  field.set(read(target as HTMLInputElement, field) as Value);
}

type Kind = Pick<FieldState<unknown>, "kind" | "isOptional">;

function read({ value, checked }: HTMLInputElement, { kind, isOptional }: Kind): unknown {
  if (kind === "boolean") return checked;
  if (value === "" && (isOptional || kind !== "text")) return null;
  if (kind === "number" || kind === "integer") return Number(value);
  return kind === "bigint" && /^-?\d+$/.test(value) ? BigInt(value) : value;
}

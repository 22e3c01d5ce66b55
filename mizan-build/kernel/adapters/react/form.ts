/** The hook that fills in a form. */

import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import {
  inputOf,
  openForm,
  setFrom,
  type Form,
  type FormOptions,
  type FormState,
  type FormStore,
  type FunctionSpec,
  type InputField,
  type InputState,
  type PathsOf,
  type ValueAt,
} from "../index";
import { useKernel, type Client } from "./context";

/** The properties to spread on an `input`, a `select` or a `textarea`. */
export interface InputProps extends InputState {
  readonly onChange: (event: { readonly target: EventTarget | null }) => void;
  readonly onBlur: () => void;
}

/** A form as a component shows it. */
export interface FormView<Values, Result, Kinds>
  extends
    FormState<Values, Result, Kinds>,
    Pick<FormStore<Values, Result, Kinds>, "list" | "reset"> {
  /** The title and the other texts of the form. */
  readonly texts: Form<Values>["texts"];
  readonly field: <Path extends PathsOf<Values>>(
    path: Path,
  ) => InputField<ValueAt<Values, Path>, InputProps>;
  /** Sends the form; also as `onSubmit`. */
  readonly submit: (event?: { readonly preventDefault: () => void }) => Promise<Result | undefined>;
}

export type FormHook<Args, Argument extends keyof Args, Result, Kinds> = (
  options: FormOptions<Args, Argument>,
) => FormView<Args[Argument], Result, Kinds>;

/** A hook that fills in an argument of a function, and calls it. */
export function formHook<Args, Argument extends keyof Args & string, Result, Kinds>(
  client: Client,
  spec: FunctionSpec<Args, Result, Kinds>,
  argument: Argument,
  wireName: string,
  form: Form<Args[Argument]>,
): FormHook<Args, Argument, Result, Kinds> {
  return function useForm(options) {
    "use no memo";
    const kernel = useKernel(client);
    const latest = useRef(options);
    useEffect(() => {
      latest.current = options;
    });
    const [store] = useState(() =>
      openForm(kernel, spec, argument, wireName, form, () => latest.current),
    );
    const state = useSyncExternalStore(store.subscribe, store.get, store.get);
    return {
      ...state,
      texts: form.texts,
      list: store.list,
      reset: store.reset,
      submit(event) {
        event?.preventDefault();
        return store.submit();
      },
      field(path) {
        const field = store.field(path);
        return {
          ...field,
          props: {
            ...inputOf(field),
            onChange: ({ target }) => setFrom(field, target),
            onBlur: field.touch,
          },
        };
      },
    };
  };
}

/** The composable that fills in a form. */

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
import { refsOf, useReader, type Refs } from "./hooks";

/** The properties for `v-bind` on an `input`, a `select` or a `textarea`. */
export interface InputProps extends InputState {
  readonly onInput: (event: Event) => void;
  readonly onBlur: () => void;
}

/** A form, its state as refs. `field` and `list` are read anew in a template when something changes. */
export interface FormView<Values, Result, Kinds>
  extends
    Refs<FormState<Values, Result, Kinds>>,
    Pick<FormStore<Values, Result, Kinds>, "list" | "reset"> {
  /** The title and the other texts of the form. */
  readonly texts: Form<Values>["texts"];
  readonly field: <Path extends PathsOf<Values>>(
    path: Path,
  ) => InputField<ValueAt<Values, Path>, InputProps>;
  /** Sends the form; also for `@submit`. */
  readonly submit: (event?: Event) => Promise<Result | undefined>;
}

/** A composable that fills in an argument of a function, and calls it. */
export function formHook<Args, Argument extends keyof Args & string, Result, Kinds>(
  client: Client,
  spec: FunctionSpec<Args, Result, Kinds>,
  argument: Argument,
  wireName: string,
  form: Form<Args[Argument]>,
): (options: FormOptions<Args, Argument>) => FormView<Args[Argument], Result, Kinds> {
  return (options) => {
    const kernel = useKernel(client);
    const store = openForm(kernel, spec, argument, wireName, form, () => options);
    const state = useReader(() => store);
    return {
      ...refsOf(state, store.get()),
      texts: form.texts,
      list: (path) => (void state.value, store.list(path)),
      reset: store.reset,
      submit(event) {
        event?.preventDefault();
        return store.submit();
      },
      field(path) {
        void state.value;
        const field = store.field(path);
        const onInput = ({ target }: Event) => setFrom(field, target);
        return { ...field, props: { ...inputOf(field), onInput, onBlur: field.touch } };
      },
    };
  };
}

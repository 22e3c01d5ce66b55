/** The primitive that fills in a form. */

import { createSignal, onCleanup } from "solid-js";
import { isServer } from "solid-js/web";
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
  readonly onInput: (event: { readonly target: EventTarget | null }) => void;
  readonly onBlur: () => void;
}

/** A form, whose state is reactive where it is read. */
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

/** A primitive that fills in an argument of a function, and calls it. */
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
    const [state, setState] = createSignal(store.get());
    if (!isServer) onCleanup(store.subscribe(() => setState(() => store.get())));
    const view = {
      texts: form.texts,
      list: ((path) => (void state(), store.list(path))) as typeof store.list,
      reset: store.reset,
      submit(event?: { readonly preventDefault: () => void }) {
        event?.preventDefault();
        return store.submit();
      },
      field<Path extends PathsOf<Args[Argument]>>(path: Path) {
        void state();
        const field = store.field(path);
        const onInput = ({ target }: { readonly target: EventTarget | null }) =>
          setFrom(field, target);
        return { ...field, props: { ...inputOf(field), onInput, onBlur: field.touch } };
      },
    };
    for (const name of Object.keys(store.get())) {
      Object.defineProperty(view, name, { get: () => state()[name as never], enumerable: true });
    }
    return view as unknown as FormView<Args[Argument], Result, Kinds>;
  };
}

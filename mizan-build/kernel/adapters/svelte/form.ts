/** The function that fills in a form. */

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
import { fieldsOf, useReader } from "./reader.svelte";

/** The properties to spread on an `input`, a `select` or a `textarea`. */
export interface InputProps extends Omit<InputState, "maxLength"> {
  readonly maxlength?: number;
  readonly oninput: (event: Event) => void;
  readonly onblur: () => void;
}

/** A form, whose state is reactive. */
export interface FormView<Values, Result, Kinds>
  extends
    FormState<Values, Result, Kinds>,
    Pick<FormStore<Values, Result, Kinds>, "list" | "reset"> {
  /** The title and the other texts of the form. */
  readonly texts: Form<Values>["texts"];
  readonly field: <Path extends PathsOf<Values>>(
    path: Path,
  ) => InputField<ValueAt<Values, Path>, InputProps>;
  /** Sends the form; also as `onsubmit`. */
  readonly submit: (event?: Event) => Promise<Result | undefined>;
}

/** A function that fills in an argument of a function, and calls it. */
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
    const state = useReader(() => ({ key: "", observe: () => store }));
    return Object.assign(fieldsOf(state, store.get()), {
      texts: form.texts,
      list: ((path) => (void state(), store.list(path))) as typeof store.list,
      reset: store.reset,
      submit(event?: Event) {
        event?.preventDefault();
        return store.submit();
      },
      field<Path extends PathsOf<Args[Argument]>>(path: Path) {
        void state();
        const field = store.field(path);
        const { maxLength: maxlength, ...shown } = inputOf(field);
        const oninput = ({ target }: Event) => setFrom(field, target);
        const limit = maxlength === undefined ? {} : { maxlength };
        return { ...field, props: { ...shown, ...limit, oninput, onblur: field.touch } };
      },
    });
  };
}

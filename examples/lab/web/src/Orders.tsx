// A form with rows: its fields, what is wrong with them, and how it is sent.

import { useOrderForm } from "./api";

export function Orders() {
  const form = useOrderForm({
    initial: { name: "", email: null, lines: [{ product: "tea", qty: 1 }], gift: false },
  });
  const [name, email] = [form.field("name"), form.field("email")];
  const [gift, lines] = [form.field("gift"), form.field("lines")];
  const { rows, add, remove, move, canAdd, canRemove } = form.list("lines");

  return (
    <form noValidate onSubmit={(event) => void form.submit(event)}>
      <h1>{form.texts.title}</h1>
      <label>
        {name.label} <input {...name.props} />
      </label>
      <Problem of={name} />
      <label>
        {email.label} <input {...email.props} /> <small>{email.help}</small>
      </label>
      <Problem of={email} />
      <ol>
        {rows.map(({ key, path }, index) => {
          const product = form.field(`lines.${index}.product`);
          const qty = form.field(`lines.${index}.qty`);
          return (
            <li key={key} data-path={path}>
              <input
                aria-label={`Product ${index + 1}`}
                aria-busy={product.checking}
                {...product.props}
              />
              <input aria-label={`Quantity ${index + 1}`} {...qty.props} />
              <button type="button" onClick={() => move(index, 0)}>
                First
              </button>
              <button type="button" disabled={!canRemove} onClick={() => remove(index)}>
                Remove
              </button>
              <Problem of={product} />
              <Problem of={qty} />
            </li>
          );
        })}
      </ol>
      <Problem of={lines} />
      <button type="button" disabled={!canAdd} onClick={() => add({ product: "", qty: 1 })}>
        Add
      </button>
      <label>
        <input {...gift.props} /> {gift.label}
      </label>
      <button type="submit" disabled={form.pending}>
        {form.texts.submit}
      </button>
      <button type="button" onClick={() => form.reset()}>
        Reset
      </button>
      <output>{form.result}</output>
    </form>
  );
}

function Problem({ of }: { readonly of: { readonly name: string; readonly error?: string | undefined } }) {
  return of.error === undefined ? null : (
    <p role="alert" data-field={of.name}>
      {of.error}
    </p>
  );
}

/** @jsxImportSource solid-js */
/** A page with a form. */

import { Index } from "solid-js";
import { useOrderBasketForm } from "../../../../sample/solid";

export function Order() {
  const form = useOrderBasketForm({
    initial: { buyer: "", gift: false, rows: [{ title: "Tea", count: 1 }] },
  });
  const rows = () => form.list("rows");
  const problems = () => {
    const paths = rows().rows.flatMap(
      (_row, at) => [`rows.${at}.title`, `rows.${at}.count`] as const,
    );
    const inner = paths.map((path) => form.field(path));
    const fields = [form.field("buyer"), ...inner, form.field("rows")];
    return fields.flatMap(({ name, error }) => (error ? `${name}: ${error}` : [])).join(", ");
  };
  return (
    <form noValidate onSubmit={(event) => void form.submit(event)}>
      <input data-testid="buyer" {...form.field("buyer").props} />
      <input data-testid="gift" {...form.field("gift").props} />
      <Index each={rows().rows}>
        {(_row, at) => (
          <p>
            <input data-testid={`title-${at}`} {...form.field(`rows.${at}.title`).props} />
            <input data-testid={`count-${at}`} {...form.field(`rows.${at}.count`).props} />
            <button type="button" data-testid={`first-${at}`} onClick={() => rows().move(at, 0)} />
            <button type="button" data-testid={`remove-${at}`} onClick={() => rows().remove(at)} />
          </p>
        )}
      </Index>
      <button type="button" data-testid="add" onClick={() => rows().add({ title: "", count: 1 })} />
      <button data-testid="send" />
      <button type="button" data-testid="reset" onClick={() => form.reset()} />
      <p data-testid="problems">{problems()}</p>
      <p data-testid="result">{form.result ?? "none"}</p>
    </form>
  );
}

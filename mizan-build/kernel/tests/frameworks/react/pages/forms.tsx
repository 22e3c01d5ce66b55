/** A page with a form. */

import { useOrderBasketForm } from "../../../../sample/react";

export function Order() {
  const form = useOrderBasketForm({
    initial: { buyer: "", gift: false, rows: [{ title: "Tea", count: 1 }] },
  });
  const { rows, add, remove, move } = form.list("rows");
  const paths = rows.flatMap((_row, at) => [`rows.${at}.title`, `rows.${at}.count`] as const);
  const fields = [
    form.field("buyer"),
    ...paths.map((path) => form.field(path)),
    form.field("rows"),
  ];
  const problems = fields.flatMap(({ name, error }) => (error ? `${name}: ${error}` : []));
  return (
    <form noValidate onSubmit={(event) => void form.submit(event)}>
      <input data-testid="buyer" {...form.field("buyer").props} />
      <input data-testid="gift" {...form.field("gift").props} />
      {rows.map(({ key }, at) => (
        <p key={key}>
          <input data-testid={`title-${at}`} {...form.field(`rows.${at}.title`).props} />
          <input data-testid={`count-${at}`} {...form.field(`rows.${at}.count`).props} />
          <button type="button" data-testid={`first-${at}`} onClick={() => move(at, 0)} />
          <button type="button" data-testid={`remove-${at}`} onClick={() => remove(at)} />
        </p>
      ))}
      <button type="button" data-testid="add" onClick={() => add({ title: "", count: 1 })} />
      <button data-testid="send" />
      <button type="button" data-testid="reset" onClick={() => form.reset()} />
      <p data-testid="problems">{problems.join(", ")}</p>
      <p data-testid="result">{form.result ?? "none"}</p>
    </form>
  );
}

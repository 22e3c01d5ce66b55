/** The time to check a form of a thousand fields, and to change one of them. */

import {
  createForm,
  email,
  form,
  integer,
  length,
  list,
  range,
  required,
  text,
} from "../src/index";

const ROWS = 333;
const TIMES = 200;

interface Row {
  product: string;
  email: string;
  qty: number;
}

const rowForm = form<Row>(() => ({
  product: text(required, length(1, 100)),
  email: text(email),
  qty: integer(range(1, 10)),
}));
const orderForm = form<{ rows: Row[] }>(() => ({ rows: list(rowForm, length(1, 1000)) }));

const row = (index: number): Row => ({
  product: `Product ${index}`,
  email: index % 2 ? `ada${index}@example.com` : "ada@",
  qty: index % 12,
});
const values = { rows: Array.from({ length: ROWS }, (_, index) => row(index)) };

function median(run: (time: number) => void): string {
  const times = Array.from({ length: TIMES }, (_, time) => {
    const since = performance.now();
    run(time);
    return performance.now() - since;
  });
  return times.sort((a, b) => a - b)[TIMES / 2]!.toFixed(2);
}

const checked = median(() => orderForm["~standard"].validate(values));
const filled = createForm(orderForm, "form", values, () => Promise.resolve(null));
const changed = median((time) => filled.field("rows.7.qty").set(time));
console.log(
  `forms: ${ROWS * 3} fields are checked in ${checked} ms, one is changed in ${changed} ms`,
);

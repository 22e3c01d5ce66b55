import {
  boolean,
  form,
  integer,
  length,
  list,
  oneOf,
  optional,
  pattern,
  range,
  remote,
  required,
  text,
  url,
  utf16,
  type Form,
} from "./kernel";
import type * as types from "./types";

/** The rules of `BasketInput`. */
export const basketForm: Form<types.BasketInput> = /* @__PURE__ */ form<types.BasketInput>(
  () => ({
    buyer: text(required, utf16(0, 40)),
    site: remote(optional(text(url))),
    gift: boolean(),
    rows: list(rowForm, length(1)),
    ["__proto__"]: optional(basketForm),
  }),
  { title: "Order", fields: { buyer: { label: "Your name", maxLength: 40 } } },
);

/** The rules of `RowInput`. */
export const rowForm: Form<types.RowInput> = /* @__PURE__ */ form<types.RowInput>(() => ({
  title: remote(text(length(1, 20))),
  count: integer(range(1, 9)),
  kind: optional(text(oneOf("Tea", "*/"), pattern(/^[a-z\/]+$/u))),
}));

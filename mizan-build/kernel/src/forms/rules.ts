/**
 * The rules of forms. The server has the same ones, with the same texts, in `mizan`, and answers alike
 * for every value: a rule returns what is wrong, or nothing.
 */

/** A rule for a value, which may look at the fields beside it. */
export interface Rule<Value> {
  (value: Value, beside: object): string | undefined;
  /** The numbers of items that it lets a list have. */
  readonly items?: { readonly min: number; readonly max: number };
}

const demand = (isKept: boolean, message: string) => (isKept ? undefined : message);

/** `NaN` is within no bounds. */
const within = (value: number | bigint, min: number | bigint, max: number | bigint, unit = "") =>
  demand(value >= min, `is at least ${min}${unit}`) ??
  demand(value <= max, `is at most ${max}${unit}`);

/** The code points of a text, as Rust counts characters, or the items of a list. */
export const length = (min: number, max = Infinity): Rule<string | readonly unknown[]> =>
  Object.assign(
    (value: string | readonly unknown[]) => within([...value].length, min, max, " long"),
    { items: { min, max } },
  );

/** The code units of a text, as `maxlength` of an input counts. */
export const utf16 =
  (min: number, max = Infinity): Rule<string> =>
  (value) =>
    within(value.length, min, max, " long");

/** A number within bounds, both of which belong to it. */
export const range =
  (min: number | bigint, max: number | bigint = Infinity): Rule<number | bigint> =>
  (value) =>
    within(value, min, max);

/** A text with more than white space in it, or a list with items. U+0085 is white space in Rust alone. */
export const required: Rule<string | readonly unknown[]> = /* @__PURE__ */ Object.assign(
  (value: string | readonly unknown[]) =>
    demand(typeof value === "string" ? /[^\s\u0085]/.test(value) : value.length > 0, "is required"),
  { items: { min: 1, max: Infinity } },
);

/** A text in which an expression matches. */
export const pattern =
  (expression: RegExp): Rule<string> =>
  (value) =>
    demand(expression.test(value), "has another form");

/** An address as the HTML standard defines it for `<input type="email">`. */
export const email: Rule<string> = (value) =>
  demand(
    /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/.test(
      value,
    ),
    "is not an email address",
  );

/** An absolute URL of the web. */
export const url: Rule<string> = (value) =>
  demand(
    /^https?:\/\/[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*(?::[0-9]{1,5})?(?:[/?#][^\x00-\x20\x7f]*)?$/.test(
      value,
    ),
    "is not a web address",
  );

export const contains =
  (part: string): Rule<string> =>
  (value) =>
    demand(value.includes(part), `contains \`${part}\``);

export const prefix =
  (part: string): Rule<string> =>
  (value) =>
    demand(value.startsWith(part), `begins with \`${part}\``);

export const suffix =
  (part: string): Rule<string> =>
  (value) =>
    demand(value.endsWith(part), `ends with \`${part}\``);

/** One of these texts. */
export const oneOf =
  (...texts: string[]): Rule<string> =>
  (value) =>
    demand(texts.includes(value), `is one of ${texts.join(", ")}`);

/** The text of another field. A field that is absent matches one that is absent. */
export const matches =
  (other: string): Rule<unknown> =>
  (value, beside) =>
    demand((value ?? null) === (read(beside, other) ?? null), "does not match");

/** A field of an object; nothing that it inherits. */
export const read = (object: object, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name as keyof typeof object] : undefined;

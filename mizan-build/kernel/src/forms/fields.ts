/** The fields of forms: what kind of value each takes, and its rules. */

import { read, type Rule } from "./rules";

/** The names and positions that lead to a value. */
export type Keys = readonly (string | number)[];

/** Takes what is wrong at a place: with `isRule` a rule that is broken, otherwise a value of another kind. */
export type Report = (path: Keys, message: string, isRule?: boolean) => void;

/** At least and at most that many. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** The fields of an object by their names. */
export type Fields = Readonly<Record<string, Field>>;

/** A field: it checks a value of any kind. */
export interface Field {
  /** The kind of the value, by which an input shows and reads it. */
  readonly kind: "text" | "number" | "integer" | "bigint" | "boolean" | "list" | "form" | "value";
  /** It may be left out. */
  readonly isOptional?: boolean;
  /** It has rules that only the server knows. */
  readonly isRemote?: boolean;
  /** The numbers of items that a list may have. */
  readonly items?: Bounds;
  /** The field inside of a list. */
  readonly item?: Field;
  /** The fields of an object. */
  readonly fields?: () => Fields;
  readonly check: (value: unknown, report: Report, path: Keys, beside: object) => void;
}

/** Reports the rules that a value breaks. */
function apply<Value>(
  rules: readonly Rule<Value>[],
  value: Value,
  report: Report,
  path: Keys,
  beside: object,
): void {
  for (const rule of rules) {
    const broken = rule(value, beside);
    if (broken) report(path, broken, true);
  }
}

function field<Value>(
  kind: Field["kind"],
  is: (value: unknown) => boolean,
  rules: readonly Rule<Value>[],
): Field {
  return {
    kind,
    check(value, report, path, beside) {
      if (is(value)) apply(rules, value as Value, report, path, beside);
      else report(path, value == null ? "is required" : `is no ${kind}`);
    },
  };
}

/** A text without half of a character, which no JSON that Rust reads can hold. */
export const text = (...rules: Rule<string>[]): Field =>
  field("text", (it) => typeof it === "string" && !/\p{Surrogate}/u.test(it), rules);

export const number = (...rules: Rule<number>[]): Field => field("number", Number.isFinite, rules);

export const integer = (...rules: Rule<number>[]): Field =>
  field("integer", Number.isSafeInteger, rules);

export const bigInteger = (...rules: Rule<bigint>[]): Field =>
  field("bigint", (it) => typeof it === "bigint", rules);

export const boolean = (...rules: Rule<boolean>[]): Field =>
  field("boolean", (it) => typeof it === "boolean", rules);

/** A value of a type that has no rules of its own. */
export const anything = (...rules: Rule<unknown>[]): Field =>
  field("value", (it) => it !== undefined, rules);

/** What a variant without content is where no name tells variants apart: null. */
export const nothing: Field = /* @__PURE__ */ field("value", (it) => it === null, []);

/** A value of which only the server knows everything. */
export const remote = (inner: Field): Field => ({ ...inner, isRemote: true });

/** A value that may be left out, or be null; a rule such as `there` says what that means. */
export const optional = (inner: Field, ...absent: Rule<null>[]): Field => ({
  ...inner,
  isOptional: true,
  check(value, report, path, beside) {
    if (value == null) apply(absent, null, report, path, beside);
    else inner.check(value, report, path, beside);
  },
});

/** The rule of an `Option` that has to be there. */
export const there: Rule<null> = () => "is required";

export function list(item: Field, ...rules: Rule<readonly unknown[]>[]): Field {
  const own = field("list", Array.isArray, rules);
  const bounds = rules.flatMap((rule) => rule.items ?? []);
  return {
    ...own,
    item,
    items: {
      min: Math.max(0, ...bounds.map(({ min }) => min)),
      max: Math.min(Infinity, ...bounds.map(({ max }) => max)),
    },
    check(value, report, path, beside) {
      own.check(value, report, path, beside);
      if (Array.isArray(value))
        value.forEach((one, at) => item.check(one, report, [...path, at], {}));
    },
  };
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object whose keys are data. */
export function map(item: Field): Field {
  return {
    kind: "value",
    check(value, report, path) {
      if (!isObject(value)) return report(path, "is no form");
      for (const key of Object.keys(value))
        item.check(read(value, key), report, [...path, key], {});
    },
  };
}

/** An object with these fields; others are the server's business. */
export function object(fields: () => Fields): Field {
  return {
    kind: "form",
    fields,
    check(value, report, path) {
      if (!isObject(value)) return report(path, "is required");
      for (const [name, inner] of Object.entries(fields())) {
        inner.check(read(value, name), report, [...path, name], value);
      }
    },
  };
}

/** The fields of a form that belong to the form around it. */
export const flat = (form: Field): Fields => form.fields?.() ?? {};

/** The contents of variants by their names; none of a variant that is its name alone. */
export type Contents = Readonly<Record<string, Field | null>>;

const contentOf = (contents: Contents, name: unknown) =>
  typeof name === "string" ? (read(contents, name) as Field | null | undefined) : undefined;

const oneOf = (contents: object) => `is one of ${Object.keys(contents).join(", ")}`;

/** One of several variants: `"Name"`, or `{ Name: content }`. */
export function external(contents: () => Contents): Field {
  return {
    kind: "value",
    check(value, report, path) {
      const [name, ...others] = isObject(value) ? Object.keys(value) : [value];
      const content = contentOf(contents(), name);
      if (content && isObject(value) && !others.length) {
        const key = name as string;
        content.check(read(value, key), report, [...path, key], {});
      } else if (content !== null || isObject(value)) report(path, oneOf(contents()));
    },
  };
}

/** One of several variants: `{ tag: "Name", key: content }`. */
export function adjacent(tag: string, key: string, contents: () => Contents): Field {
  return {
    kind: "value",
    check(value, report, path) {
      if (!isObject(value)) return report(path, "is required");
      const content = contentOf(contents(), read(value, tag));
      if (content === undefined) report([...path, tag], oneOf(contents()));
      else content?.check(read(value, key), report, [...path, key], {});
    },
  };
}

/** One of several objects, told apart by a text in each. */
export function tagged(tag: string, variants: () => Readonly<Record<string, Fields>>): Field {
  return {
    kind: "value",
    check(value, report, path) {
      if (!isObject(value)) return report(path, "is required");
      const name = read(value, tag);
      const fields = typeof name === "string" && read(variants(), name);
      if (fields) return object(() => fields as Fields).check(value, report, path, {});
      report([...path, tag], oneOf(variants()));
    },
  };
}

/**
 * One of several variants that no name tells apart. A value that can only be one of them keeps the rules of that; where
 * it could be several, the server knows which it reads, and checks it alone.
 */
export function untagged(variants: () => Fields): Field {
  return {
    kind: "value",
    check(value, report, path) {
      const fitting = Object.values(variants()).flatMap((variant) => {
        const found: Parameters<Report>[] = [];
        variant.check(value, (...issue) => found.push(issue), path, {});
        return found.every(([, , isRule]) => isRule) ? [found] : [];
      });
      if (!fitting[0]) report(path, value == null ? "is required" : "has another form");
      else if (!fitting[1]) for (const issue of fitting[0]) report(...issue);
    },
  };
}

/** A form as data, and as a Standard Schema, which other libraries for forms take as it is. */

import {
  adjacent,
  external,
  object,
  tagged,
  untagged,
  type Contents,
  type Field,
  type Fields,
  type Keys,
} from "./fields";

/** One thing that is wrong, as the Standard Schema says it. */
export interface Issue {
  readonly message: string;
  readonly path: Keys;
}

/** The texts of a field. */
export interface FieldTexts {
  readonly label?: string;
  readonly help?: string;
  readonly widget?: string;
  /** The most code units that an input takes. */
  readonly maxLength?: number;
}

/** The texts of a form. */
export interface FormTexts<Values> {
  readonly title?: string;
  readonly submit?: string;
  readonly fields?: { readonly [Name in keyof Values]?: FieldTexts };
}

/** The same type as a literal: an interface is no record to TypeScript, as some libraries demand. */
type Plain<Values> = { [Name in keyof Values]: Values[Name] };

/** The rules of a type. It is a Standard Schema of version 1: https://standardschema.dev */
export interface Form<Values> extends Field {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "mizan";
    readonly validate: (
      value: unknown,
    ) =>
      { readonly value: Plain<Values>; readonly issues?: undefined } | { readonly issues: Issue[] };
    readonly types?: { readonly input: Plain<Values>; readonly output: Plain<Values> } | undefined;
  };
  readonly texts: FormTexts<Values>;
}

/** The rules of an object. The fields are made when they are needed first. */
export function form<Values>(fields: () => Fields, texts: FormTexts<Values> = {}): Form<Values> {
  let made: Fields | undefined;
  return withSchema(
    object(() => (made ??= fields())),
    texts,
  );
}

/** The rules of one of several objects, told apart by a text in each. */
export const choice = <Values>(
  tag: string,
  variants: () => Readonly<Record<string, Fields>>,
  texts: FormTexts<Values> = {},
): Form<Values> => withSchema(tagged(tag, variants), texts);

/** The rules of one of several variants, `"Name"` or `{ Name: content }`. */
export const externalChoice = <Values>(
  contents: () => Contents,
  texts: FormTexts<Values> = {},
): Form<Values> => withSchema(external(contents), texts);

/** The rules of one of several variants, `{ tag: "Name", key: content }`. */
export const adjacentChoice = <Values>(
  tag: string,
  key: string,
  contents: () => Contents,
  texts: FormTexts<Values> = {},
): Form<Values> => withSchema(adjacent(tag, key, contents), texts);

/** The rules of one of several variants that no name tells apart. */
export const untaggedChoice = <Values>(
  variants: () => Fields,
  texts: FormTexts<Values> = {},
): Form<Values> => withSchema(untagged(variants), texts);

function withSchema<Values>(field: Field, texts: FormTexts<Values>): Form<Values> {
  return {
    ...field,
    texts,
    "~standard": {
      version: 1,
      vendor: "mizan",
      validate(value) {
        const issues = findIssues(field, value);
        return issues.length ? { issues } : { value: value as Plain<Values> };
      },
    },
  };
}

/** All that is wrong with a value. */
export function findIssues(field: Field, value: unknown): Issue[] {
  const issues: Issue[] = [];
  field.check(value, (path, message) => issues.push({ message, path }), [], {});
  return issues;
}

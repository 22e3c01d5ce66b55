/** Paths into the values of a form: `lines.3.qty`. */

import { read } from "./rules";

/** The levels that the type of a path has; a form within itself has no end of them. */
type Deeper = [never, 0, 1, 2, 3, 4, 5];

/** The paths to all that is in a type. */
export type PathsOf<Type, Depth extends number = 5> = Depth extends 0
  ? never
  : Type extends readonly (infer Item)[]
    ? Inside<`${number}`, Item, Depth>
    : Type extends object
      ? { [Name in keyof Type & string]: Inside<Name, Type[Name], Depth> }[keyof Type & string]
      : never;

type Inside<Name extends string, Type, Depth extends number> =
  Name | `${Name}.${PathsOf<NonNullable<Type>, Deeper[Depth]>}`;

/** The type of what is at a path. */
export type ValueAt<Type, Path extends string> = Path extends `${infer First}.${infer Rest}`
  ? ValueAt<Step<NonNullable<Type>, First>, Rest>
  : Step<NonNullable<Type>, Path>;

type Step<Type, Name extends string> = Type extends readonly (infer Item)[]
  ? Item | undefined
  : Name extends keyof Type
    ? Type[Name]
    : never;

/** The value at a path; nothing that an object inherits. */
export function valueAt(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path ? path.split(".") : []) {
    if (typeof found !== "object" || found === null) return undefined;
    found = read(found, key);
  }
  return found;
}

/**
 * A copy with another value at a path. Every object on the way is made anew with keys of its own, so that
 * a path with `__proto__` in it changes this value and no prototype.
 */
export function withValue(value: unknown, path: string, change: unknown): unknown {
  if (!path) return change;
  const [key, ...rest] = path.split(".") as [string, ...string[]];
  const around = typeof value === "object" && value !== null ? value : {};
  const inner = withValue(read(around, key), rest.join("."), change);
  if (!Array.isArray(around)) return { ...around, [key]: inner };
  return Object.assign([...around], { [Number(key)]: inner });
}

/** The path in the words of a client: `lines[3].qty` of the server is `lines.3.qty`. */
export const fromServer = (path: string): string => path.replace(/\[(\d+)\]/g, ".$1");

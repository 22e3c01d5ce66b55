/** What a value's type says beyond JSON: which text is a big integer, which field is a key. */

import { share } from "./share";

/** Plain JSON needs none. A recursive type refers to itself through a getter. */
export interface Shape {
  /** The field that tells the elements of a list of this type apart. */
  readonly key?: string;
  /** The fields (or the positions of a tuple) that have a shape. */
  readonly fields?: { readonly [name: string]: Shape };
  /** The elements of a list, the values of a map, or what is none of the fields. */
  readonly item?: Shape;
  /** From what is on the wire to what the type says; what is that already stays. */
  readonly decode?: (wire: unknown) => unknown;
}

/** A 64- or 128-bit integer: decimal text on the wire. */
export const bigint: Shape = {
  decode: (wire) => (typeof wire === "string" ? BigInt(wire) : wire),
};

/** Decodes an object by the shape that the value of its tag names. */
export const byTag =
  (tag: string, shapes: { readonly [value: string]: Shape }) =>
  (wire: unknown): unknown => {
    const value = String((Object(wire) as Record<string, unknown>)[tag]);
    return Object.hasOwn(shapes, value) ? share(undefined, wire, shapes[value]) : wire;
  };

/** Fields that share no name with what every object has; for those beside which others may stand. */
export const bare = <Fields extends object>(fields: Fields): Fields =>
  Object.setPrototypeOf(fields, null) as Fields;

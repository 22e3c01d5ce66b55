/** What a value's type says beyond JSON: which text is a big integer, which field is a key. */

/** Plain JSON needs none. A recursive type refers to itself through a getter. */
export interface Shape {
  /** The field that tells the elements of a list of this type apart. */
  readonly key?: string;
  /** The elements of a list, or the values of a map. */
  readonly item?: Shape;
  /** The fields (or the positions of a tuple) that have a shape. */
  readonly fields?: { readonly [name: string]: Shape };
  /** From text on the wire to what the type says, which is no text. */
  readonly decode?: (wire: string) => unknown;
}

/** A 64- or 128-bit integer: decimal text on the wire. */
export const bigint: Shape = { decode: (wire) => BigInt(wire) };

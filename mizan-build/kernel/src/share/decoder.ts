/** Decoders: what the type of a value says beyond its JSON, such as a big integer or a list's key. */

/** A value that is plain JSON needs no decoder. A recursive type refers to itself by a getter. */
export interface Decoder {
  /** The field that identifies an element of this type in a list. */
  readonly key?: string;
  /** The fields (or the positions of a tuple) that have a decoder. */
  readonly fields?: { readonly [name: string]: Decoder | undefined };
  /** The elements of a list, the values of a map, or any name that is not among the fields. */
  readonly item?: Decoder;
  /** Turns the wire's form into the type's; a value that is decoded already stays. */
  readonly decode?: (wire: unknown) => unknown;
}

/** A 64- or 128-bit integer: decimal text on the wire. */
export const bigint: Decoder = {
  decode: (wire) => (typeof wire === "string" ? BigInt(wire) : wire),
};

/**
 * Fields without a prototype, for a type that holds other names besides them: a name such as
 * `valueOf` must not find what every object inherits.
 */
export const withoutPrototype = <Fields extends object>(fields: Fields): Fields =>
  Object.setPrototypeOf(fields, null) as Fields;

/** Decoders on a server, where there are no old data, and fresh ones may be those of other renders. */

import type { Decoder } from "../share/decoder";

/** What is known of the decoders that were asked. */
const known = new WeakMap<Decoder, Decoder | undefined>();

/**
 * A decoder for a server. There is none unless a value has another form than its JSON, somewhere: others only tell by
 * which key the elements of old and new lists are the same, and to walk through 1 000 rows for that takes 1 ms.
 */
export function onServer(decoder: Decoder | undefined): Decoder | undefined {
  if (!decoder) return undefined;
  if (!known.has(decoder)) {
    const decodes = findDecode(decoder, new Set());
    known.set(decoder, decodes ? ofCopies(decoder) : undefined);
  }
  return known.get(decoder);
}

/** A decoder that leaves its data as they are: a worker may give them to other renders as well. */
function ofCopies(decoder: Decoder): Decoder {
  const { decode = (wire: unknown) => wire } = decoder;
  return { ...decoder, decode: (wire) => decode(copyOf(wire)) };
}

function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || !value) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  // A field named `__proto__` is one of the copy's own by now, which an assignment leaves it.
  const copy: Record<string, unknown> = { ...value };
  for (const name in copy) copy[name] = copyOf(copy[name]);
  return copy;
}

/** Looks below a decoder. A recursive type leads to one that was looked at. */
function findDecode(decoder: Decoder, visited: Set<Decoder>): boolean {
  if (visited.has(decoder)) return false;
  visited.add(decoder);
  const below = [decoder.item, ...Object.values(decoder.fields ?? {})];
  return !!decoder.decode || below.some((each) => each && findDecode(each, visited));
}

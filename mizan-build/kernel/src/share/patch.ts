/**
 * Patches: new data from the text that has changed. Of a list of 9 000 elements in 1 MB of JSON, of
 * which one differs, that element alone is parsed, decoded and shared: 1 ms in place of 8.
 */

import type { Entry } from "../store/entry";
import type { Bundle } from "../wire/transport";
import type { Decoder } from "./decoder";
import { structuralShare } from "./structural";

type Node = { readonly [name: string]: unknown };

/** A text of JSON: its fields begin at a position. Reading a slice is three times as slow. */
export type Text = readonly [text: string, at: number];

/** The difference of two texts: what is before and behind it is equal. */
interface Difference {
  readonly old: string;
  readonly fresh: string;
  /** The position in `fresh` up to which the two are equal, and the one in `old` behind it. */
  readonly head: number;
  readonly shift: number;
  /** The number of equal characters at the end. */
  readonly tail: number;
}

/**
 * The bundle of a text, if it differs from the base of an entry in one list. Guesses are compared with
 * all of a fresh bundle.
 */
export function patchBundle(entry: Entry, fresh: Text): Bundle | undefined {
  const { text, base, shown, members } = entry;
  if (!text || base !== shown) return undefined;
  const known = Object.fromEntries(members.map(({ name, slot }) => [name, base[slot]]));
  const fields = Object.fromEntries(members.map(({ name, decoder }) => [name, decoder]));
  return patch(known, text, fresh, { fields });
}

/**
 * The fields that `fresh` has, if the difference is in one list: every other node is that of `known`,
 * which `old` is the text of. Otherwise `undefined`: then the whole has to be parsed.
 */
export function patch(
  known: Node,
  [old, oldAt]: Text,
  [fresh, at]: Text,
  decoder: Decoder,
): Node | undefined {
  const most = Math.min(old.length - oldAt, fresh.length - at);
  const head = countEqual(
    most,
    (from, to) => old.slice(oldAt + from, oldAt + to) === fresh.slice(at + from, at + to),
  );
  const end = (text: string, from: number, to: number) =>
    text.slice(text.length - to, text.length - from);
  const tail = countEqual(most - head, (from, to) => end(old, from, to) === end(fresh, from, to));
  const difference = { old, fresh, head: at + head, shift: oldAt - at, tail };
  return patchFields(difference, known, decoder, at);
}

/** The largest number up to `most` for which all before it is equal; compared in halves, natively. */
function countEqual(most: number, isEqual: (from: number, to: number) => boolean): number {
  let from = 0;
  while (from < most) {
    const middle = (from + most + 1) >> 1;
    if (isEqual(from, middle)) from = middle;
    else most = middle - 1;
  }
  return from;
}

/** Patches the field that holds the difference. The text of the first field begins at `at`. */
function patchFields(
  difference: Difference,
  known: Node,
  decoder: Decoder | undefined,
  at: number,
): Node | undefined {
  const { fresh, head } = difference;
  while (at < head) {
    const colon = endOf(fresh, at);
    const end = endOf(fresh, colon + 1);
    if (end >= head) {
      if (fresh[colon] !== ":" || colon >= head) return undefined;
      const name = JSON.parse(fresh.slice(at, colon)) as string;
      const next = decoder?.fields?.[name] ?? decoder?.item;
      const field = patchValue(difference, known[name], next, colon + 1);
      return field ? { ...known, [name]: field } : undefined;
    }
    at = end + 1;
  }
  return undefined;
}

function patchValue(
  difference: Difference,
  known: unknown,
  decoder: Decoder | undefined,
  at: number,
): unknown {
  // Such a decoder wants the whole value. The values of a tuple are decoded by their positions.
  if (decoder?.decode || typeof known !== "object" || !known) return undefined;
  const isList = Array.isArray(known);
  if (difference.fresh[at] !== (isList ? "[" : "{")) return undefined;
  if (!isList) return patchFields(difference, known as Node, decoder, at + 1);
  return decoder?.fields ? undefined : patchElements(difference, known, decoder, at + 1);
}

/** Replaces the elements between the first and the last that differ. */
function patchElements(
  { old, fresh, head, shift, tail }: Difference,
  known: readonly unknown[],
  decoder: Decoder | undefined,
  from: number,
): readonly unknown[] | undefined {
  let index = 0;
  let end = endOf(fresh, from);
  for (; end < head; end = endOf(fresh, from)) {
    if (fresh[end] !== ",") return undefined;
    from = end + 1;
    index++;
  }
  const oldFrom = from + shift;
  let oldEnd = endOf(old, oldFrom);
  let count = 1;
  for (;;) {
    const rest = fresh.length - end;
    const oldRest = old.length - oldEnd;
    if (rest <= tail && rest === oldRest) break;
    if (rest < oldRest) {
      if (old[oldEnd] !== ",") return undefined;
      oldEnd = endOf(old, oldEnd + 1);
      count++;
    } else {
      if (fresh[end] !== ",") return undefined;
      end = endOf(fresh, end + 1);
    }
  }
  const parse = (text: string) => JSON.parse(`[${text}]`) as unknown;
  const before = known.slice(index, index + count);
  // Where a name occurs twice in an object, its text need not be that of the node.
  const same = structuralShare(before, parse(old.slice(oldFrom, oldEnd)), decoder);
  if (same !== before) return undefined;
  const after = structuralShare(before, parse(fresh.slice(from, end)), decoder) as unknown[];
  return [...known.slice(0, index), ...after, ...known.slice(index + count)];
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BRACKET = 91;
const BACKSLASH = 92;
const END_BRACKET = 93;
const BRACE = 123;
const END_BRACE = 125;

/** The position of what ends the name or the value that begins at `at`: `:`, `,`, `]` or `}`. */
function endOf(text: string, at: number): number {
  let depth = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === BRACKET || code === BRACE) {
      depth++;
    } else if (code === END_BRACKET || code === END_BRACE) {
      if (!depth--) return at;
    } else if (!depth && (code === COMMA || code === COLON)) {
      return at;
    }
  }
  return at;
}

/** The position of the quote that ends a string. It is looked for natively, and not by each character. */
function endOfString(text: string, at: number): number {
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
    let before = at - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    // An even number of backslashes escape each other.
    if ((at - before) % 2) return at;
  }
}

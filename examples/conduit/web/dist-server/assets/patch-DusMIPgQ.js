import { u as structuralShare } from "../server.js";
// src/api/kernel/share/patch.ts
/**
* The bundle of a text, if it differs from the base of an entry in one list. Guesses are compared with
* all of a fresh bundle.
*/
function patchBundle(entry, fresh) {
	const { text, base, shown, members } = entry;
	if (!text || base !== shown) return void 0;
	return patch(Object.fromEntries(members.map(({ name, slot }) => [name, base[slot]])), text, fresh, { fields: Object.fromEntries(members.map(({ name, decoder }) => [name, decoder])) });
}
/**
* The fields that `fresh` has, if the difference is in one list: every other node is that of `known`,
* which `old` is the text of. Otherwise `undefined`: then the whole has to be parsed.
*/
function patch(known, [old, oldAt], [fresh, at], decoder) {
	const most = Math.min(old.length - oldAt, fresh.length - at);
	const head = countEqual(most, (from, to) => old.slice(oldAt + from, oldAt + to) === fresh.slice(at + from, at + to));
	const end = (text, from, to) => text.slice(text.length - to, text.length - from);
	const tail = countEqual(most - head, (from, to) => end(old, from, to) === end(fresh, from, to));
	return patchFields({
		old,
		fresh,
		head: at + head,
		shift: oldAt - at,
		tail
	}, known, decoder, at);
}
/** The largest number up to `most` for which all before it is equal; compared in halves, natively. */
function countEqual(most, isEqual) {
	let from = 0;
	while (from < most) {
		const middle = from + most + 1 >> 1;
		if (isEqual(from, middle)) from = middle;
		else most = middle - 1;
	}
	return from;
}
/** Patches the field that holds the difference. The text of the first field begins at `at`. */
function patchFields(difference, known, decoder, at) {
	const { fresh, head } = difference;
	while (at < head) {
		const colon = endOf(fresh, at);
		const end = endOf(fresh, colon + 1);
		if (end >= head) {
			if (fresh[colon] !== ":" || colon >= head) return void 0;
			const name = JSON.parse(fresh.slice(at, colon));
			const next = decoder?.fields?.[name] ?? decoder?.item;
			const field = patchValue(difference, known[name], next, colon + 1);
			return field ? {
				...known,
				[name]: field
			} : void 0;
		}
		at = end + 1;
	}
}
function patchValue(difference, known, decoder, at) {
	if (decoder?.decode || typeof known !== "object" || !known) return void 0;
	const isList = Array.isArray(known);
	if (difference.fresh[at] !== (isList ? "[" : "{")) return void 0;
	if (!isList) return patchFields(difference, known, decoder, at + 1);
	return decoder?.fields ? void 0 : patchElements(difference, known, decoder, at + 1);
}
/** Replaces the elements between the first and the last that differ. */
function patchElements({ old, fresh, head, shift, tail }, known, decoder, from) {
	let index = 0;
	let end = endOf(fresh, from);
	for (; end < head; end = endOf(fresh, from)) {
		if (fresh[end] !== ",") return void 0;
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
			if (old[oldEnd] !== ",") return void 0;
			oldEnd = endOf(old, oldEnd + 1);
			count++;
		} else {
			if (fresh[end] !== ",") return void 0;
			end = endOf(fresh, end + 1);
		}
	}
	const parse = (text) => JSON.parse(`[${text}]`);
	const before = known.slice(index, index + count);
	if (structuralShare(before, parse(old.slice(oldFrom, oldEnd)), decoder) !== before) return void 0;
	const after = structuralShare(before, parse(fresh.slice(from, end)), decoder);
	return [
		...known.slice(0, index),
		...after,
		...known.slice(index + count)
	];
}
var QUOTE = 34;
var COMMA = 44;
var COLON = 58;
var BRACKET = 91;
var BACKSLASH = 92;
var END_BRACKET = 93;
var BRACE = 123;
var END_BRACE = 125;
/** The position of what ends the name or the value that begins at `at`: `:`, `,`, `]` or `}`. */
function endOf(text, at) {
	let depth = 0;
	for (; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === QUOTE) at = endOfString(text, at);
		else if (code === BRACKET || code === BRACE) depth++;
		else if (code === END_BRACKET || code === END_BRACE) {
			if (!depth--) return at;
		} else if (!depth && (code === COMMA || code === COLON)) return at;
	}
	return at;
}
/** The position of the quote that ends a string. It is looked for natively, and not by each character. */
function endOfString(text, at) {
	for (;;) {
		at = text.indexOf("\"", at + 1);
		if (at < 0) return text.length;
		let before = at - 1;
		while (text.charCodeAt(before) === BACKSLASH) before--;
		if ((at - before) % 2) return at;
	}
}
export { patchBundle };

import { a as checked, c as toMizanError, i as readOne, l as toJson, n as post, o as MizanError, r as isLong, s as aborted, t as JSON_TYPE } from "../server.js";
// src/api/kernel/wire/bodies.ts
/** Reads with a body: with long parameters, or many of one context. A client loads this with the first. */
/** The most reads of one request: a server takes no more unless it is told. */
var MOST = 100;
var known = /* @__PURE__ */ new WeakMap();
/**
* The answer to one of the reads that began together, which are sent with the first that asks. They
* are one request if they have to be (`isOne`), whatever their contexts.
*/
function readByBody(send, together, request, isOne = false) {
	const answers = known.get(together) ?? sendAll(send, together, isOne);
	known.set(together, answers);
	return answers.get(request);
}
/** Sends the reads of each context as one request where they are more than the connections. */
function sendAll(send, requests, isOne) {
	const answers = /* @__PURE__ */ new Map();
	const byContext = /* @__PURE__ */ new Map();
	for (const request of requests) {
		const { context } = request;
		const kind = isOne ? "" : context;
		const alike = byContext.get(kind) ?? [];
		byContext.set(kind, alike);
		const answer = new Promise((resolve, reject) => {
			const read = {
				request,
				resolve,
				reject
			};
			if (isWaiting(read)) alike.push(read);
			else reject(aborted());
		});
		answers.set(request, answer);
	}
	for (const alike of byContext.values()) if (alike.length <= (isOne ? 1 : 6)) sendEach(send, alike);
	else for (const some of partsOf(alike)) sendTogether(send, some);
	return answers;
}
function sendEach(send, reads) {
	for (const { request, resolve } of reads) resolve(isLong(request) ? readLong(send, request) : readOne(send, request));
}
async function readLong(send, request) {
	const { context, params, only } = request;
	const body = toJson({
		params: withoutNull(params),
		only
	});
	const response = await post(send, `/ctx/${context}/`, request, {
		headers: JSON_TYPE,
		body
	});
	return checked(await response.text(), context);
}
function partsOf(reads) {
	const parts = [];
	for (let at = 0; at < reads.length; at += MOST) parts.push(reads.slice(at, at + MOST));
	return parts;
}
/** Where the server refuses so many at once, each is sent by itself. */
async function sendTogether(send, reads) {
	try {
		await readTogether(send, reads);
	} catch (error) {
		if (toMizanError(error).code === "PAYLOAD_TOO_LARGE") sendEach(send, reads.filter(isWaiting));
		else for (const { reject } of reads) reject(error);
	}
}
var isWaiting = ({ request }) => !request.signal.aborted;
/** One request, which ends when nobody waits for any of its answers. */
async function readTogether(send, reads) {
	const controller = new AbortController();
	let open = reads.length;
	const releases = reads.map(({ request: { signal }, reject }) => {
		const leave = () => {
			reject(aborted());
			if (!--open) controller.abort();
		};
		signal.addEventListener("abort", leave);
		return () => signal.removeEventListener("abort", leave);
	});
	try {
		const read = reads.map(({ request: { context, params, only } }) => {
			return {
				context,
				params: withoutNull(params),
				only
			};
		});
		const { context } = reads[0].request;
		const about = {
			seen: seenBy(reads),
			signal: controller.signal
		};
		const body = toJson({ read });
		const response = await post(send, "/ctx/", about, {
			headers: JSON_TYPE,
			body
		});
		const { read: answers } = JSON.parse(checked(await response.text(), context));
		reads.forEach(({ resolve, reject }, at) => {
			const { bundle, error } = answers[at];
			if (bundle) resolve(bundle);
			else reject(new MizanError(error));
		});
	} finally {
		for (const release of releases) release();
	}
}
/** The newest tokens that the client has seen, of all contexts that are read. */
function seenBy(reads) {
	return [...new Set(reads.flatMap(({ request }) => request.seen ?? []))].join(", ") || void 0;
}
/** The parameters that a server looks for. */
function withoutNull(params) {
	return Object.fromEntries(Object.entries(params).filter(([, value]) => value != null));
}
export { readByBody };

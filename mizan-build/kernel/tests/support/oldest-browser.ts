/**
 * Takes away what the oldest browsers (Chrome and Edge 80, Firefox 78, Safari 14) and jsdom lack of
 * the DOM. What they lack of the language is not in the library of `tsconfig.oldest.json`.
 */

const LACKING: [object, readonly string[]][] = [
  [AbortSignal, ["any", "timeout", "abort"]],
  [AbortSignal.prototype, ["throwIfAborted", "reason"]],
  [globalThis, ["BroadcastChannel", "structuredClone"]],
  [crypto, ["randomUUID"]],
];

for (const [owner, names] of LACKING) {
  for (const name of names) {
    if (!Reflect.deleteProperty(owner, name)) throw new Error(`${name} cannot be taken away`);
  }
}

/** The options of a listener, of which `signal` is ignored. */
const { addEventListener: listen } = EventTarget.prototype;
EventTarget.prototype.addEventListener = function (type, listener, options) {
  const { signal: _ignored, ...known } = Object(options) as AddEventListenerOptions;
  listen.call(this, type, listener!, known);
};

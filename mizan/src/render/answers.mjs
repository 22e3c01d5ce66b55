// What a worker has read is at hand: an answer that comes again, byte for byte, is the same data, which are frozen.

/** The most bytes of answers that are kept. Their data take some times as much. */
const MOST_KEPT = 4 << 20;

/** Answers by what was asked; the one that was used last is at the end. */
const answers = new Map();
let kept = 0;

/** The data of an answer, if it is the one that came the last time; else it is kept, and has none. */
function takeShared(asked, bytes) {
  let answer = answers.get(asked);
  if (answer) {
    answers.delete(asked);
    kept -= answer.bytes.length;
  }
  if (answer?.bytes.equals(bytes)) answer.data ??= freeze(parse(bytes));
  else answer = { bytes: ownBytes(bytes) };
  if (bytes.length > MOST_KEPT) return undefined;
  answers.set(asked, answer);
  kept += bytes.length;
  for (const [oldest, { bytes }] of answers) {
    if (kept <= MOST_KEPT) break;
    answers.delete(oldest);
    kept -= bytes.length;
  }
  return answer.data;
}

/** The bytes, or a copy of them where they are a small part of what they lie in, which would be kept as a whole. */
const ownBytes = (bytes) => (bytes.length * 2 < bytes.buffer.byteLength ? Buffer.from(bytes) : bytes);

const parse = (bytes) => JSON.parse(bytes.toString());

/** Keeps everybody from changing what is JSON, however deep. */
function freeze(data) {
  const waiting = [data];
  for (const each of waiting) {
    if (typeof each !== "object" || !each) continue;
    for (const name in each) waiting.push(each[name]);
    Object.freeze(each);
  }
  return data;
}

/** Components that render the same from shared data as from their own, and those that do not. */
const isAlike = new WeakMap();

/**
 * Renders a component, with what is seen of it in `state`; returns both. It is given shared data only if it renders the
 * same from them: the first time it is rendered from data of its own as well. One that changes data fails where they are
 * shared, or shows something else.
 */
async function renderAlike(page, component, props, state) {
  const run = async (state) => ({ html: await page(parse(props), state), state });
  if (isAlike.get(page) === false) return run(state.withOwnData());
  let shared;
  let problem;
  try {
    shared = await run(state);
  } catch (thrown) {
    if (!state.hasSharedData) throw thrown;
    problem = thrown;
  }
  if (shared && (isAlike.get(page) || !state.hasSharedData)) return shared;
  const own = await run(state.withOwnData());
  isAlike.set(page, !!shared && shared.html === own.html && shared.state.isLike(own.state));
  if (problem) console.error(changesData(component, problem));
  return own;
}

function changesData(component, problem) {
  const { message, at } = problemOf(problem);
  return [
    `\`${component}\` changes what it has read, and other pages are rendered from the same data: ${message}`,
    ...at.slice(0, 1).map((place) => `  ${place}`),
    "Copy what you change, as in `[...rows].sort()`. Until then each page of it parses data of its own, which takes longer.",
  ].join("\n");
}

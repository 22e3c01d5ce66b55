// The worker of the renderer: it renders the pages that `openPages` has, a function of `bundle.mjs` or of `vite.mjs`.
// It speaks in frames, which *The renderer* of the guide describes, over the socket that is its standard input.

import { Buffer } from "node:buffer";
import { createReadStream, writeSync } from "node:fs";
import { Socket } from "node:net";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { Worker } from "node:worker_threads";

// Bun makes no socket of a file descriptor, and reads and writes it as a file.
const isBun = "bun" in process.versions;
const socket = isBun
  ? createReadStream("", { fd: 0, autoClose: false })
  : new Socket({ fd: 0, readable: true, writable: true });
/** The renders that somebody waits for, by their ids. */
const renders = new Map();
/** Where the pages come from. */
let source;

// Whoever looks for a terminal, as Vite does, finds an input without an end in the place of the socket.
const input = new Readable({ read() {} });
Object.defineProperty(process, "stdin", { get: () => input });
// Frames have a way of their own, so that whatever a component prints is seen by whoever reads the log.
process.stdout.write = process.stderr.write.bind(process.stderr);

// A component that loops keeps this thread from seeing that the server is gone; another one sees it.
const parent = process.ppid;
new Worker(
  `setInterval(() => process.ppid === ${parent} || process.kill(${process.pid}, "SIGKILL"), 1000)`,
  { eval: true },
).unref();
for (const end of ["error", "end", "close"]) socket.on(end, () => process.exit(0));
// Its page is not rendered, and the others are.
process.on("unhandledRejection", (reason) => console.error(reason));

function send(head, body = "") {
  const bytes = Buffer.from(body);
  const text = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32BE(4 + text.length + bytes.length, 0);
  prefix.writeUInt32BE(text.length, 4);
  write(Buffer.concat([prefix, text, bytes]));
}

function write(bytes) {
  if (!isBun) return void socket.write(bytes);
  for (let at = 0; at < bytes.length;) at += writeSync(0, bytes, at);
}

/** Calls back with each frame, whatever pieces it comes in. */
function listen(onFrame) {
  let pieces = [];
  let held = 0;
  let wanted = 4;
  socket.on("data", (piece) => {
    pieces.push(piece);
    held += piece.length;
    if (held < wanted) return;
    let bytes = Buffer.concat(pieces);
    while (bytes.length >= 4 && bytes.length >= (wanted = 4 + bytes.readUInt32BE(0))) {
      const behind = 8 + bytes.readUInt32BE(4);
      onFrame(JSON.parse(bytes.toString("utf8", 8, behind)), bytes.subarray(behind, wanted));
      bytes = bytes.subarray(wanted);
      wanted = 4;
    }
    pieces = [bytes];
    held = bytes.length;
  });
}

/** One render: what it has read, and what it says of its page. */
class Render {
  #page;
  #reads = new Map();
  /** What was answered, by what was asked. */
  #answers = new Map();
  #waiting = [];
  #outcome = { head: "" };
  #isShared = true;
  #hasShared = false;

  constructor(id, page) {
    this.id = id;
    this.#page = page;
    this.nonce = page?.nonce ?? undefined;
    this.isPage = page !== null;
  }

  /** The same render from its beginning, which has the answers already and shares them with nobody. */
  withOwnData() {
    const again = new Render(this.id, this.#page);
    again.#reads = this.#reads;
    again.#answers = this.#answers;
    again.#isShared = false;
    return again;
  }

  /** It was given data that others have as well. */
  get hasSharedData() {
    return this.#hasShared;
  }

  /** Says the same of its page as another one. */
  isLike(other) {
    return JSON.stringify(this.#outcome) === JSON.stringify(other.#outcome);
  }

  /** The path and the query of the request. A page that looks at them is for its request alone. */
  get url() {
    this.#outcome.isOwn = true;
    return this.#page?.url;
  }

  /** Reads an instance of a context as the reader of the page; reads of one moment go together. */
  read(instance) {
    return new Promise((resolve, reject) => {
      if (!this.isPage) {
        const message = `It reads \`${instance.context}\`, and is rendered for no request.`;
        return reject(new Error(message));
      }
      const read = { asked: JSON.stringify(instance), resolve, reject };
      const known = !this.#isShared && this.#answers.get(read.asked);
      if (known) return void this.#settle(read, known);
      this.#waiting.push(read);
      if (this.#waiting.length === 1) queueMicrotask(() => this.#ask());
    });
  }

  #ask() {
    const asked = this.#waiting;
    const read = this.#reads.size;
    this.#waiting = [];
    this.#reads.set(read, { asked, render: this });
    const body = `{"read":[${asked.map(({ asked }) => asked).join()}]}`;
    send({ kind: "read", id: this.id, read }, body);
  }

  /** Takes the results of a read, which lie one behind the other. */
  answer(read, results, body) {
    const { asked, render } = this.#reads.get(read);
    let end = 0;
    asked.forEach((each, at) => {
      const [name, length] = results[at];
      const answer = { name, bytes: body.subarray(end, (end += length)) };
      render.#answers.set(each.asked, answer);
      render.#settle(each, answer);
    });
  }

  #settle({ asked, resolve, reject }, { name, bytes }) {
    if (name === "error") return void reject(parse(bytes));
    const shared = this.#isShared ? takeShared(asked, bytes) : undefined;
    if (shared) this.#hasShared = true;
    resolve(shared ?? parse(bytes));
  }

  refuse(read, message) {
    const error = { code: "INTERNAL_ERROR", message };
    for (const { reject } of this.#reads.get(read).asked) reject(error);
  }

  /** Adds elements to `<head>`. */
  head(html) {
    this.#outcome.head += html;
  }

  /** Sets the status of the answer. */
  status(status) {
    this.#outcome.status = status;
  }

  /** Answers with a redirect instead of the page. */
  redirect(location, status = 303) {
    Object.assign(this.#outcome, { location, status });
  }

  end(html) {
    send({ kind: "rendered", id: this.id, outcome: this.#outcome }, html);
  }
}

async function render({ id, component, page }, body) {
  const begun = new Render(id, page);
  renders.set(id, begun);
  try {
    const pages = await source.load();
    await sendDocument();
    const page = pages[component];
    if (!page) return void send({ kind: "missing", id, components: Object.keys(pages) });
    const { html, state } = await renderAlike(page, component, body, begun);
    if (typeof html !== "string") {
      throw new TypeError(`\`pages.${component}\` did not return its HTML as a string`);
    }
    if (renders.has(id)) state.end(html);
  } catch (thrown) {
    await sendDocument().catch(() => {});
    if (renders.has(id)) send({ kind: "failed", id, problem: problemOf(thrown) });
  } finally {
    renders.delete(id);
  }
}

let document = "";

/** Sends the document around the pages where it is another one than before. */
async function sendDocument() {
  const now = await source.documentOf();
  if (now === document) return;
  document = now;
  send({ kind: "document" }, now);
}

/** The functions among the pages that a module exports. */
function pagesOf(loaded) {
  if (!loaded.pages || typeof loaded.pages !== "object") {
    const names = Object.keys(loaded).join(", ") || "nothing";
    throw new Error(`it exports no \`pages\`, but ${names}`);
  }
  const pages = Object.entries(loaded.pages).filter(([, page]) => typeof page === "function");
  return Object.assign(Object.create(null), Object.fromEntries(pages));
}

/** An exception as the server tells of it; without the frames of packages and of Node.js itself. */
function problemOf(thrown) {
  source?.explain(thrown);
  const { message, stack } = Object(thrown);
  const frames = String(stack ?? "").split("\n").map((line) => line.trim());
  const own = frames.filter(
    (line) => line.startsWith("at ") && !/node:|internal:|node_modules|\[eval|\((<anonymous>|unknown)\)/.test(line),
  );
  const at = own.slice(0, 5).map((line) =>
    line.replace(/file:\/\/[^):]*/, (url) => {
      try {
        return fileURLToPath(url);
      } catch {
        return url;
      }
    }),
  );
  return { message: stripVTControlCharacters(String(message ?? thrown)), at };
}

listen((head, body) => {
  const { id, read } = head;
  if (head.kind === "render") void render(head, body);
  else if (head.kind === "answer") renders.get(id)?.answer(read, head.results, body);
  else if (head.kind === "refuse") renders.get(id)?.refuse(read, head.message);
  else if (head.kind === "cancel") renders.delete(id);
  else if (head.kind === "ping") send({ kind: "pong" });
});

try {
  source = await openPages(process.argv.at(-1));
  const components = Object.keys(await source.load());
  await sendDocument();
  const { bun, node } = process.versions;
  send({ kind: "ready", version: bun ? `bun ${bun}` : node, components });
} catch (thrown) {
  send({ kind: "broken", problem: problemOf(thrown) });
}

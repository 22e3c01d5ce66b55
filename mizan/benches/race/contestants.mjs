// The caches that race. Each is set up as its own documentation says, and keeps an entry for `LIFE` seconds.

import { connect } from "node:net";

const { MIZAN, REDIS_URL } = process.env;

async function ask(url, options) {
  const response = await fetch(url, options);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return text;
}

/** Sends Redis a command, whose answer is one line. */
async function command(text) {
  const { hostname, port } = new URL(REDIS_URL);
  const socket = connect(Number(port), hostname);
  socket.write(`${text}\r\n`);
  const answer = await new Promise((resolve) =>
    socket.once("data", (data) => resolve(String(data))),
  );
  socket.destroy();
  if (answer.trim() !== "+OK") throw new Error(`${text}: ${answer}`);
}

/** What an application written by hand for one of the other caches answers. */
const byHand = {
  read: (base, id) => ask(`${base}/read?id=${id}`),
  change: (base, id, value) => ask(`${base}/change?id=${id}&value=${value}`, { method: "POST" }),
  port: (printed) => /^port (\d+)$/m.exec(printed)?.[1],
};

const next = {
  ...byHand,
  folder: "next",
  install: [
    ["npm", "ci", "--no-fund", "--no-audit", "--silent"],
    ["npx", "next", "build"],
  ],
  launch: (home) => ({
    command: "node",
    words: ["node_modules/next/dist/bin/next", "start", "-p", "0"],
    cwd: home,
  }),
  port: (printed) => /Local:\s+http:\/\/localhost:(\d+)/.exec(printed)?.[1],
};

const node = (program) => ({
  ...byHand,
  folder: "node",
  install: [["npm", "ci", "--no-fund", "--no-audit", "--silent"]],
  launch: (home) => ({ command: "node", words: [program], cwd: home }),
});

/** What Mizan's generated client sends. */
const mizan = {
  async read(base, id) {
    const bundle = JSON.parse(await ask(`${base}/api/mizan/ctx/thing/?id=${id}`));
    return bundle.value;
  },
  change: (base, id, value) =>
    ask(`${base}/api/mizan/call/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ fn: "change", args: { id: Number(id), value } }),
    }),
  port: byHand.port,
  launch: () => ({ command: MIZAN, words: ["--node"] }),
};

export const contestants = [
  { ...mizan, name: "mizan", title: "Mizan, `cache::redis`" },
  {
    ...next,
    name: "next",
    title: "Next 16.4.6, `use cache`, as it comes",
    environment: { HANDLER: "" },
  },
  {
    ...next,
    name: "next-redis",
    title: "Next 16.4.6, `use cache` in Redis by `@trieb.work/nextjs-turbo-redis-cache` 1.18.0",
    environment: { HANDLER: "redis" },
    prepare: () => command("CONFIG SET notify-keyspace-events Exe"),
  },
  {
    ...node("bento.mjs"),
    name: "bento",
    title: "BentoCache 1.6.1, tags, memory and Redis with a bus",
  },
  {
    ...byHand,
    name: "django",
    title: "Django 5.2, `get_or_set` and `delete` on Redis",
    folder: "django",
    install: [
      ["python3", "-m", "venv", "venv"],
      ["venv/bin/pip", "install", "--quiet", "--require-virtualenv", "-r", "requirements.txt"],
    ],
    launch: (home) => ({ command: "venv/bin/python", words: ["node.py"], cwd: home }),
  },
  {
    ...node("by-hand.mjs"),
    name: "by-hand",
    title: "by hand: an HMAC of the parameters as key, `SET` and `DEL` on Redis",
  },
];

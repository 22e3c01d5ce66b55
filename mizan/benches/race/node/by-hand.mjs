import { createHmac } from "node:crypto";

import { Redis } from "ioredis";

import { readSource, serve } from "./serve.mjs";

const { LIFE, REDIS_URL } = process.env;
const redis = new Redis(REDIS_URL);
const key = (id) =>
  createHmac("sha256", "a secret of at least thirty-two bytes")
    .update(`{"c":"thing","p":{"id":"${id}"}}`)
    .digest("hex");

serve({
  async read(id) {
    const kept = await redis.get(key(id));
    if (kept !== null) return kept;
    const value = await readSource(id);
    await redis.set(key(id), value, "EX", LIFE);
    return value;
  },
  purge: (id) => redis.del(key(id)),
});

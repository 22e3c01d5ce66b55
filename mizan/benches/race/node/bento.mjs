import { BentoCache, bentostore } from "bentocache";
import { memoryDriver } from "bentocache/drivers/memory";
import { redisBusDriver, redisDriver } from "bentocache/drivers/redis";

import { readSource, serve } from "./serve.mjs";

const { LIFE, REDIS_URL } = process.env;
const { hostname: host, port } = new URL(REDIS_URL);
const connection = { host, port: Number(port) };
const bento = new BentoCache({
  default: "multitier",
  stores: {
    multitier: bentostore()
      .useL1Layer(memoryDriver({ maxSize: "10mb" }))
      .useL2Layer(redisDriver({ connection }))
      .useBus(redisBusDriver({ connection })),
  },
});

serve({
  read: (id) =>
    bento.getOrSet({
      key: `thing:${id}`,
      ttl: `${LIFE}s`,
      tags: [`thing-${id}`],
      factory: () => readSource(id),
    }),
  purge: (id) => bento.deleteByTag({ tags: [`thing-${id}`] }),
});

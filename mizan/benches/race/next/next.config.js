const handler = require.resolve("./cache-handler.js");

/** With `HANDLER`, the cache is the shared one; without, it is Next's own. */
module.exports = {
  cacheComponents: true,
  ...(process.env.HANDLER && {
    cacheHandlers: { default: handler, remote: handler },
    cacheMaxMemorySize: 0,
  }),
};

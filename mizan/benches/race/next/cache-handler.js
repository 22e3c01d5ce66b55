const { redisCacheHandler } = require("@trieb.work/nextjs-turbo-redis-cache");

module.exports = redisCacheHandler;

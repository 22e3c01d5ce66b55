-- Where a listener begins: the number and the id of the last event, the numbers of all clocks, and the nodes
-- that are missing.
local last = redis.call('XREVRANGE', key('events'), '+', '-', 'COUNT', 1)
return {
  epoch,
  tonumber(redis.call('HGET', key('state'), 'events') or 0),
  last[1] and last[1][1] or '0-0',
  redis.call('HGETALL', key('clocks')),
  redis.call('ZRANGE', key('missing'), 0, -1),
}

-- The node ARGV[2] is alive. Whoever comes first finds the nodes that are not, and tidies up. Returns the
-- epoch, and 1 if the node itself was missing.
if redis.call('ZSCORE', key('departed'), ARGV[2]) then
  return {epoch, 0}
end
local time = now()
local was_missing = redis.call('ZREM', key('missing'), ARGV[2])
redis.call('ZADD', key('nodes'), time, ARGV[2])
if was_missing == 1 then
  tell('kind', 'found', 'node', ARGV[2])
end
for _, node in ipairs(redis.call('ZRANGEBYSCORE', key('nodes'), '-inf', time - 6000)) do
  redis.call('ZREM', key('nodes'), node)
  redis.call('ZADD', key('missing'), time, node)
  tell('kind', 'missing', 'node', node)
  end_presence(node)
end
-- A node that is missing for an hour does not come back.
redis.call('ZREMRANGEBYSCORE', key('missing'), '-inf', time - 3600000)
redis.call('ZREMRANGEBYSCORE', key('departed'), '-inf', time - 3600000)
-- A room in which nobody has spoken for five minutes is forgotten.
for _, name in ipairs(redis.call('ZRANGEBYSCORE', key('rooms'), '-inf', time - 300000)) do
  local last = redis.call('XREVRANGE', key('room:' .. name), '+', '-', 'COUNT', 1)[1]
  local forgotten = tonumber(redis.call('HGET', key('state'), 'forgotten') or 0)
  local number = last and tonumber(string.match(last[1], '^%d+')) or 0
  redis.call('HSET', key('state'), 'forgotten', math.max(forgotten, number))
  redis.call('DEL', key('room:' .. name))
  redis.call('ZREM', key('rooms'), name)
end
-- A listener that is a minute behind opens anew.
redis.call('XTRIM', key('events'), 'MINID', '~', math.max(time - 60000, 0))
return {epoch, was_missing}

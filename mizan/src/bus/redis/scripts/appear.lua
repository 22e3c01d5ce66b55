-- Somebody, ARGV[3], is present in the room ARGV[2] by the node ARGV[4], as ARGV[5] shows; without it no
-- longer.
local room, member, node, data = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local present = key('present:' .. room)
local field = cjson.encode({member, node})
local entry = cjson.encode({room, member})
if data then
  if redis.call('HGET', present, field) == data then
    return epoch
  end
  redis.call('HSET', present, field, data)
  redis.call('SADD', key('said:' .. node), entry)
  tell('kind', 'present', 'room', room, 'member', member, 'node', node, 'data', data)
elseif redis.call('HDEL', present, field) == 1 then
  redis.call('SREM', key('said:' .. node), entry)
  tell('kind', 'present', 'room', room, 'member', member, 'node', node)
end
return epoch

-- Numbers a message, ARGV[3], in the room ARGV[2], keeps it and tells it.
local room = key('room:' .. ARGV[2])
local number = redis.call('HINCRBY', key('state'), 'messages', 1)
local last = redis.call('XREVRANGE', room, '+', '-', 'COUNT', 1)[1]
-- The message before this one in the room; of a room without messages the last one that is forgotten.
local before = last and string.match(last[1], '^%d+')
  or redis.call('HGET', key('state'), 'forgotten') or '0'
redis.call('XADD', room, 'MAXLEN', 256, number .. '-0', 'before', before, 'message', ARGV[3])
redis.call('ZADD', key('rooms'), now(), ARGV[2])
tell('kind', 'message', 'room', ARGV[2], 'position', number, 'message', ARGV[3])
return {epoch, number}

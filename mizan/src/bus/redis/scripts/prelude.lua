-- Comes before each script. KEYS[1] begins the name of every key; ARGV[1] is a random text.
local base = KEYS[1]
local function key(name)
  return base .. name
end

-- The epoch is lost together with the numbers, so that another one begins with them.
local epoch = redis.call('HGET', key('state'), 'epoch')
if not epoch then
  epoch = ARGV[1]
  redis.call('HSET', key('state'), 'epoch', epoch)
end

-- Milliseconds.
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Tells all nodes of an event. Events are numbered without a gap, so that a lost one is missed.
local function tell(...)
  local number = redis.call('HINCRBY', key('state'), 'events', 1)
  redis.call('XADD', key('events'), 'MAXLEN', '~', 8192, '*', 'number', number, ...)
end

-- What a node has said of who is present ends with it.
local function end_presence(node)
  local said = key('said:' .. node)
  for _, entry in ipairs(redis.call('SMEMBERS', said)) do
    local room, member = unpack(cjson.decode(entry))
    redis.call('HDEL', key('present:' .. room), cjson.encode({member, node}))
    tell('kind', 'present', 'room', room, 'member', member, 'node', node)
  end
  redis.call('DEL', said)
end

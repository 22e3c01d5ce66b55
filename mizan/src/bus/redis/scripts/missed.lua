-- The messages of the room ARGV[2] behind the number ARGV[3], whether none is missing among them, and the
-- number of the last message of any room.
local room = key('room:' .. ARGV[2])
local after = tonumber(ARGV[3])
local messages = redis.call('XRANGE', room, '(' .. ARGV[3] .. '-0', '+')
local forgotten = tonumber(redis.call('HGET', key('state'), 'forgotten') or 0)
local before = forgotten
if messages[1] then
  before = tonumber(messages[1][2][2])
elseif redis.call('EXISTS', room) == 1 then
  before = after
end
local found = {}
for _, entry in ipairs(messages) do
  table.insert(found, tonumber(string.match(entry[1], '^%d+')))
  table.insert(found, entry[2][4])
end
local newest = tonumber(redis.call('HGET', key('state'), 'messages') or 0)
return {epoch, newest, before <= after and 1 or 0, found}

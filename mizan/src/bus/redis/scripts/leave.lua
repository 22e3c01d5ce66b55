-- The node ARGV[2] ends in good order: a sign of life that was on its way meanwhile is not one.
redis.call('ZADD', key('departed'), now(), ARGV[2])
redis.call('ZREM', key('nodes'), ARGV[2])
if redis.call('ZREM', key('missing'), ARGV[2]) == 1 then
  tell('kind', 'found', 'node', ARGV[2])
end
end_presence(ARGV[2])
return epoch

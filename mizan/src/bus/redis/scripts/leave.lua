-- The node ARGV[2] ends in good order.
redis.call('ZREM', key('nodes'), ARGV[2])
if redis.call('ZREM', key('missing'), ARGV[2]) == 1 then
  tell('kind', 'found', 'node', ARGV[2])
end
end_presence(ARGV[2])
return epoch

-- Everybody in the room ARGV[2].
return redis.call('HGETALL', key('present:' .. ARGV[2]))

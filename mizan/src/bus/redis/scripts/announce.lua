-- Numbers a change of contexts, ARGV[4] and on, and tells it. ARGV[2] is the node, ARGV[3] the text.
local numbers = {}
for position = 4, #ARGV do
  table.insert(numbers, ARGV[position])
  table.insert(numbers, redis.call('HINCRBY', key('clocks'), ARGV[position], 1))
end
tell('kind', 'change', 'node', ARGV[2], 'text', ARGV[3], 'numbers', cjson.encode(numbers))
return {epoch, numbers}

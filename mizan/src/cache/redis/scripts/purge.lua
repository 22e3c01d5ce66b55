-- ARGV[1] is how many of the keys are purged; on the others the mark ARGV[2] ends.
local count = tonumber(ARGV[1])
for at, key in ipairs(KEYS) do
  local text, marks = read(key)
  if at <= count then
    write(key, make(), marks)
  elseif text then
    local others = {}
    for _, mark in ipairs(marks) do
      if string.match(mark, '^(.*)@') ~= ARGV[2] then
        others[#others + 1] = mark
      end
    end
    write(key, text, others)
  end
end
return redis.status_reply('OK')

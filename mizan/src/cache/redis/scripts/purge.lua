-- ARGV[1] is how many of the keys are purged; on the others the mark ARGV[2] ends. ARGV[3] is how long the
-- purged stamps remember the texts that they had, and ARGV[4] how many of them at most.
local count, remember, most = tonumber(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[4])

-- The texts that a stamp remembers which has another one from now on.
local function replaced(text, earlier)
  if remember == 0 or not text then
    return ''
  end
  local texts = {text .. '@' .. string.format('%d', now)}
  for known in string.gmatch(earlier, '[^,]+') do
    local since = tonumber(string.match(known, '@(%d+)$'))
    if #texts < most and since and since + remember > now then
      texts[#texts + 1] = known
    end
  end
  return table.concat(texts, ',')
end

for at, key in ipairs(KEYS) do
  local text, marks, earlier = read(key)
  if at <= count then
    write(key, make(), marks, replaced(text, earlier))
  elseif text then
    local others = {}
    for _, mark in ipairs(marks) do
      if string.match(mark, '^(.*)@') ~= ARGV[2] then
        others[#others + 1] = mark
      end
    end
    write(key, text, others, earlier)
  end
end
return redis.status_reply('OK')

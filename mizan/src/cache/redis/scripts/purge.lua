-- The first ARGV[2] of the keys are purged. The mark ARGV[3] ends on the first ARGV[1] of these, and on the
-- keys behind those that are purged. ARGV[4] is how long the purged stamps remember the texts that they had,
-- and ARGV[5] how many of them at most.
local both, count, ended = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local remember, most = tonumber(ARGV[4]), tonumber(ARGV[5])

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

-- The marks that stand once one has ended.
local function without(marks)
  local others = {}
  for _, mark in ipairs(marks) do
    if string.match(mark, '^(.*)@') ~= ended then
      others[#others + 1] = mark
    end
  end
  return others
end

for at, key in ipairs(KEYS) do
  local text, marks, earlier = read(key)
  if at <= both or at > count then
    marks = without(marks)
  end
  if at <= count then
    write(key, make(), marks, replaced(text, earlier))
  elseif text then
    write(key, text, marks, earlier)
  end
end
return redis.status_reply('OK')

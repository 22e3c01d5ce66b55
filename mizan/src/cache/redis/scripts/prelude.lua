-- Comes before each script. The last two arguments are a text that no other stamp begins with, and how long
-- a stamp lives.
--
-- A stamp is `text`, or `text|marks`, or `text|marks|earlier`: marks as `mark@end`, and the texts that it had
-- as `text@since`, the newest first, separated by commas. Times are milliseconds since 1970.
local fresh, life = ARGV[#ARGV - 1], ARGV[#ARGV]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local made = 0

-- Another text for a stamp.
local function make()
  made = made + 1
  return fresh .. '.' .. made
end

-- The text of a stamp, the marks that stand on it, and the texts that it had. A mark that is over has
-- purged it.
local function read(key)
  local stored = redis.call('GET', key)
  if not stored then
    return nil, {}, ''
  end
  local text, rest, earlier = string.match(stored, '^([^|]*)|?([^|]*)|?(.*)$')
  local marks, is_over = {}, false
  for mark in string.gmatch(rest, '[^,]+') do
    local ends = tonumber(string.match(mark, '@(%d+)$'))
    if ends and ends > now then
      marks[#marks + 1] = mark
    else
      is_over = true
    end
  end
  if is_over then
    text, earlier = make(), ''
  end
  return text, marks, earlier
end

-- A stamp that cannot be written, because Redis is full, is removed: one that is missing means stale.
local function write(key, text, marks, earlier)
  if #marks > 0 or #earlier > 0 then
    text = text .. '|' .. table.concat(marks, ',')
  end
  if #earlier > 0 then
    text = text .. '|' .. earlier
  end
  local written = redis.pcall('SET', key, text, 'PX', life)
  if type(written) == 'table' and written.err then
    redis.call('DEL', key)
    return written
  end
  return nil
end

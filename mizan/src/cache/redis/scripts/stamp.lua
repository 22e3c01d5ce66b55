local stamps = {}
for at, key in ipairs(KEYS) do
  local text, marks, earlier = read(key)
  text = text or make()
  local failed = write(key, text, marks, earlier)
  if failed then
    return failed
  end
  local texts, ages = {}, {}
  for known in string.gmatch(earlier, '[^,]+') do
    local before, since = string.match(known, '^(.*)@(%d+)$')
    if before then
      texts[#texts + 1] = before
      ages[#ages + 1] = math.max(0, now - tonumber(since))
    end
  end
  stamps[at] = {text, #marks > 0 and 1 or 0, texts, ages}
end
return stamps

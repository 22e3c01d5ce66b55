local stamps = {}
for at, key in ipairs(KEYS) do
  local text, marks = read(key)
  text = text or make()
  local failed = write(key, text, marks)
  if failed then
    return failed
  end
  stamps[at] = {text, #marks > 0 and 1 or 0}
end
return stamps

-- ARGV[1] is the mark, ARGV[2] how long it stands.
for _, key in ipairs(KEYS) do
  local text, marks, earlier = read(key)
  marks[#marks + 1] = ARGV[1] .. '@' .. string.format('%d', now + ARGV[2])
  local failed = write(key, text or make(), marks, earlier)
  if failed then
    return failed
  end
end
return redis.status_reply('OK')

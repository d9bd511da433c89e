-- The decisions of the Redis store. One call of this script is one decision: Redis runs it as a
-- whole, so replicas never see half of one, and need no lock among them.
--
-- KEYS[1]  prefix of all keys; a hash tag keeps them in one slot
-- ARGV     operation, time, replica, soft limit, hard limit, lease time, grace, lent time, operands...
--          time is in microseconds, empty for the clock of the server; so are all durations
-- Returns  {status, events, ...}: status OK and the answer, or the reason of a refusal and its
--          message; events are what the replica is to count: {name, bytes} pairs, flat.
--
-- What is kept, under the prefix; <token> is a fencing token, <sha> the SHA-256 of a blob:
--   token              string  the last fencing token
--   lease:<key>        hash    token, owner, expiry, weight (bytes of its entries)
--   leases             zset    keys by expiry of their lease
--   log:<token>        list    entries of one computation; the last element says how it ended
--   needs:<token>      hash    <sha> -> size: the blobs of these entries
--   watchers:<token>   hash    replica -> how many follow there
--   result:<key>       hash    token, times, estimator, sizes, uses, lent (until when those may
--                              come for its blobs whom it was given to): a finished result
--   recency            zset    keys of results by last use
--   expiry, worth      zset    keys of results that are not pinned, by time to go and by worth
--   age                string  what the last evicted result was worth
--   blob:<sha>         hash    size, generation, kept and lent (until when), readers
--   users:<sha>        set     <key>:<token> of those that need it
--   orphans            zset    <sha> of blobs that nobody needs, by kept or lent
--   blobs, used        string  number of blobs; bytes in use, with those of uploads in flight
--   generation         string  the last generation of a blob
--   uploads:<replica>  hash    generation -> <size>:<sha> of uploads in flight there
--   reading:<replica>  hash    <sha>.<generation> -> how many read it there
--   replicas           zset    replicas by when they were last heard of
--   trash              zset    <sha>.<generation>.<size> of bytes to delete, by when to try

local P = KEYS[1] .. ':'
local call = redis.call
local operation, clock, replica = ARGV[1], ARGV[2], ARGV[3]
local SOFT, HARD = tonumber(ARGV[4]), tonumber(ARGV[5])
local LENIENT = SOFT + math.floor((HARD - SOFT) / 4)
local LEASE, GRACE, LENT = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local FIRST = 9 -- the first operand

-- For how long the log of what ended is kept, in milliseconds: followers elsewhere may lag.
local LINGER = 60000
-- A replica that is silent for so many lease times is dead.
local SILENT_LEASES = 3
-- Deletions handed out at once, and after how long they are handed out again, in microseconds.
local DELETIONS, RETRY = 64, 30000000
-- So many results are passed over at most because they were given out lately: Redis does nothing
-- else meanwhile.
local MOST_SPARED = 1000
-- Small items cost a place in the tables whatever their length; even the cheapest is worth keeping.
local LEAST_SIZE, LEAST_COST = 4096, 1e-3

local now
if clock == '' then
  local time = call('TIME')
  now = time[1] * 1000000 + time[2]
else
  now = tonumber(clock)
end

local events = {}

local function event(name, bytes)
  events[#events + 1] = name
  events[#events + 1] = bytes or 0
end

local function text(number)
  return string.format('%.0f', number)
end

local function refuse(reason, message)
  error({ reason = reason, message = message })
end

local function number(key)
  return tonumber(call('GET', P .. key) or '0')
end

local function heard()
  call('ZADD', P .. 'replicas', now, replica)
end

-- Blobs ------------------------------------------------------------------------------------------

local function blob(sha)
  return P .. 'blob:' .. sha
end

local function free(bytes)
  call('DECRBY', P .. 'used', bytes)
end

local function discard(sha, generation, size)
  call('ZADD', P .. 'trash', now, sha .. '.' .. generation .. '.' .. size)
end

local function drop(sha)
  local it = call('HMGET', blob(sha), 'size', 'generation')
  if it[1] then
    call('DEL', blob(sha), P .. 'users:' .. sha)
    call('ZREM', P .. 'orphans', sha)
    call('DECR', P .. 'blobs')
    free(it[1])
    discard(sha, it[2], it[1])
  end
end

local function drop_if_unneeded(sha)
  if call('EXISTS', P .. 'users:' .. sha) == 1 then
    return
  end
  local it = call('HMGET', blob(sha), 'kept', 'readers', 'lent')
  if not it[1] then
    return
  end
  local needed = math.max(tonumber(it[1]), tonumber(it[3] or '0'))
  if it[2] ~= '0' then
    call('ZREM', P .. 'orphans', sha) -- asked again when the reader leaves
  elseif now >= needed then
    drop(sha)
  else
    call('ZADD', P .. 'orphans', needed, sha)
  end
end

local function protect(sha)
  call('HSET', blob(sha), 'kept', now + GRACE)
  if call('EXISTS', P .. 'users:' .. sha) == 0 then
    call('ZADD', P .. 'orphans', now + GRACE, sha)
  end
end

-- Keeps blobs for those who were told of them.
local function lend(token, till)
  for _, sha in ipairs(call('HKEYS', P .. 'needs:' .. token)) do
    local it = call('HMGET', blob(sha), 'size', 'lent')
    if it[1] and tonumber(it[2] or '0') < till then
      call('HSET', blob(sha), 'lent', till)
    end
  end
end

-- Drops what stays only for those who were told of it.
local function recall()
  for _, sha in ipairs(call('ZRANGE', P .. 'orphans', 0, 999)) do
    call('HDEL', blob(sha), 'lent')
    drop_if_unneeded(sha)
  end
end

local function release(key, token)
  for _, sha in ipairs(call('HKEYS', P .. 'needs:' .. token)) do
    call('SREM', P .. 'users:' .. sha, key .. ':' .. token)
    drop_if_unneeded(sha)
  end
  call('DEL', P .. 'needs:' .. token)
end

local function has(sha, size)
  return call('HGET', blob(sha), 'size') == size
end

-- Results ----------------------------------------------------------------------------------------

local function remove_result(key, cause)
  local it = call('HMGET', P .. 'result:' .. key, 'token', 'weight', 'size', 'lent')
  local till = tonumber(it[4] or '0')
  if till > now and cause ~= 'CLEARED' and cause ~= 'DAMAGE' then
    lend(it[1], till)
  end
  call('DEL', P .. 'result:' .. key)
  call('ZREM', P .. 'recency', key)
  call('ZREM', P .. 'expiry', key)
  call('ZREM', P .. 'worth', key)
  call('PEXPIRE', P .. 'log:' .. it[1], LINGER)
  free(it[2])
  release(key, it[1])
  event(cause, it[3])
end

local function present(key)
  local it = call('HMGET', P .. 'result:' .. key, 'expires', 'pinned')
  if it[1] and it[2] == '0' and now >= tonumber(it[1]) then
    remove_result(key, 'AGE')
    return false
  end
  return it[1]
end

-- Greedy-Dual-Size-Frequency, as the local store has it.
local function weigh(key)
  local it = call('HMGET', P .. 'result:' .. key, 'compute', 'size', 'uses')
  local density = math.max(LEAST_COST, it[1] / 1e9) / math.max(LEAST_SIZE, tonumber(it[2]))
  call('ZADD', P .. 'worth', number('age') + it[3] * density, key)
end

local function use(key)
  call('HINCRBY', P .. 'result:' .. key, 'uses', 1)
  call('HSET', P .. 'result:' .. key, 'lent', now + LENT)
  call('ZADD', P .. 'recency', now, key)
  if call('HGET', P .. 'result:' .. key, 'pinned') == '0' then
    weigh(key)
  end
end

local function is_read(key)
  local token = call('HGET', P .. 'result:' .. key, 'token')
  for _, sha in ipairs(call('HKEYS', P .. 'needs:' .. token)) do
    if call('HGET', blob(sha), 'readers') ~= '0' then
      return true
    end
  end
  return false
end

local function collect()
  for _, sha in ipairs(call('ZRANGEBYSCORE', P .. 'orphans', '-inf', now, 'LIMIT', 0, 1000)) do
    drop_if_unneeded(sha)
  end
end

local function is_lent(key)
  return now < tonumber(call('HGET', P .. 'result:' .. key, 'lent') or '0')
end

local function evict(limit, size, sparing)
  local spared = 0
  while number('used') + size > limit do
    local victim = call('ZRANGE', P .. 'worth', spared, spared, 'WITHSCORES')
    if not victim[1] then
      return
    end
    if is_read(victim[1]) or (sparing and spared < MOST_SPARED and is_lent(victim[1])) then
      spared = spared + 1
    else
      call('SET', P .. 'age', victim[2])
      -- Or its bytes would stay, and the next one had to go for nothing.
      call('HDEL', P .. 'result:' .. victim[1], 'lent')
      remove_result(victim[1], 'SPACE')
    end
  end
end

-- Above the soft limit goes what is worth least and was not given out lately; a quarter of the way
-- to the hard limit what was given out lately goes, too.
local function make_room(size)
  if number('used') + size > SOFT then
    collect()
  end
  evict(SOFT, size, true)
  if number('used') + size > LENIENT then
    recall()
    evict(LENIENT, size, false)
  end
end

local function reserve(size)
  make_room(size)
  local used = number('used')
  if used + size > HARD then
    refuse('STORE_FULL', 'used bytes: ' .. text(used) .. ' with ' .. text(size)
        .. ' more (expected: at most ' .. text(HARD) .. ')')
  end
end

-- Leases -----------------------------------------------------------------------------------------

local function end_lease(key, token)
  call('DEL', P .. 'lease:' .. key, P .. 'watchers:' .. token)
  call('ZREM', P .. 'leases', key)
end

local function append(key, token, record)
  call('RPUSH', P .. 'log:' .. token, record)
  call('PUBLISH', P .. 'news', token)
end

-- Ends a lease without a result. Its blobs stay for a while: whoever comes next needs the same.
local function vacate(key, record)
  local it = call('HMGET', P .. 'lease:' .. key, 'token', 'weight')
  for _, sha in ipairs(call('HKEYS', P .. 'needs:' .. it[1])) do
    protect(sha)
  end
  free(it[2])
  release(key, it[1])
  end_lease(key, it[1])
  append(key, it[1], record)
  call('PEXPIRE', P .. 'log:' .. it[1], LINGER)
end

local function live(key)
  local it = call('HMGET', P .. 'lease:' .. key, 'token', 'expiry', 'owner')
  if it[1] and now >= tonumber(it[2]) then
    event('LEASE')
    vacate(key, 'VEXPIRED')
    return nil
  end
  return it[1] and it or nil
end

local function fenced(key, token)
  local lease = live(key)
  if not lease or lease[1] ~= token then
    event('FENCED')
    refuse('LEASE_LOST', 'fencing_token: ' .. token .. ' (expected: that of the lease on ' .. key .. ')')
  end
end

-- A number higher than all before, also when Redis lost what it had: its clock goes on.
local function fresh(name)
  local value = text(math.max(number(name) + 1, now))
  call('SET', P .. name, value)
  return value
end

-- Replicas ---------------------------------------------------------------------------------------

local function bury(dead)
  local uploads = call('HGETALL', P .. 'uploads:' .. dead)
  for i = 1, #uploads, 2 do
    local size, sha = string.match(uploads[i + 1], '(%d+):(.*)')
    free(size)
    discard(sha, uploads[i], size)
  end
  local reading = call('HGETALL', P .. 'reading:' .. dead)
  for i = 1, #reading, 2 do
    local sha, generation = string.match(reading[i], '(.*)%.(%d+)')
    if call('HGET', blob(sha), 'generation') == generation then
      call('HINCRBY', blob(sha), 'readers', -reading[i + 1])
      drop_if_unneeded(sha)
    end
  end
  call('DEL', P .. 'uploads:' .. dead, P .. 'reading:' .. dead)
  call('ZREM', P .. 'replicas', dead)
end

-- Operations -------------------------------------------------------------------------------------

local function operand(i)
  return ARGV[FIRST - 1 + i]
end

local INFO = { 'token', 'created', 'expires', 'compute', 'estimator', 'size', 'pinned' }

local function info(key)
  return call('HMGET', P .. 'result:' .. key, unpack(INFO))
end

local function generations(token)
  local names = {}
  local needs = call('HGETALL', P .. 'needs:' .. token)
  for i = 1, #needs, 2 do
    names[#names + 1] = needs[i]
    names[#names + 1] = needs[i + 1]
    names[#names + 1] = call('HGET', blob(needs[i]), 'generation') or '0'
  end
  return names
end

-- A finished result with its log and its blobs; nothing when there is none.
local function lookup(key)
  if not present(key) then
    return nil
  end
  local it = info(key)
  local log = call('LRANGE', P .. 'log:' .. it[1], 0, -1)
  if #log == 0 or string.sub(log[#log], 1, 1) ~= 'C' then
    remove_result(key, 'DAMAGE') -- Redis lost a part of it
    return nil
  end
  use(key)
  return { it, log, generations(it[1]) }
end

local operations = {}

-- key -> HIT, info, log, blobs | NONE
function operations.lookup()
  local hit = lookup(operand(1))
  if hit then
    return { 'HIT', hit[1], hit[2], hit[3] }
  end
  return { 'NONE' }
end

-- key, owner, skip, most leases -> HIT... | BUSY, owner | GRANTED, token
function operations.acquire()
  local key = operand(1)
  if operand(3) == '0' then
    local hit = lookup(key)
    if hit then
      return { 'HIT', hit[1], hit[2], hit[3] }
    end
  end
  local lease = live(key)
  if lease then
    return { 'BUSY', lease[3] }
  end
  local leases = call('ZCARD', P .. 'leases')
  if leases >= tonumber(operand(4)) then
    refuse('TOO_MANY_LEASES', 'leases: ' .. leases .. ' (expected: below ' .. operand(4) .. ')')
  end
  local token = fresh('token')
  call('HSET', P .. 'lease:' .. key, 'token', token, 'owner', operand(2), 'expiry', now + LEASE,
      'weight', 0)
  call('ZADD', P .. 'leases', now + LEASE, key)
  return { 'GRANTED', token }
end

-- key, token -> number of watchers
function operations.renew()
  local key, token = operand(1), operand(2)
  fenced(key, token)
  call('HSET', P .. 'lease:' .. key, 'expiry', now + LEASE)
  call('ZADD', P .. 'leases', now + LEASE, key)
  local watchers = 0
  local counts = call('HGETALL', P .. 'watchers:' .. token)
  for i = 1, #counts, 2 do
    local seen = call('ZSCORE', P .. 'replicas', counts[i])
    if seen and tonumber(seen) > now - SILENT_LEASES * LEASE then
      watchers = watchers + counts[i + 1]
    end
  end
  return { watchers }
end

-- key, token, sequence, weight, most weight, record, then <sha>, size of each blob
function operations.publish()
  local key, token, record = operand(1), operand(2), operand(6)
  fenced(key, token)
  local log = P .. 'log:' .. token
  if call('LINDEX', log, -1) == record then
    return {}
  end
  local following = call('LLEN', log) + 1
  if tonumber(operand(3)) ~= following then
    refuse('OUT_OF_SEQUENCE', 'entry.sequence: ' .. operand(3) .. ' (expected: ' .. following .. ')')
  end
  local weight, most = tonumber(operand(4)), tonumber(operand(5))
  local all = call('HGET', P .. 'lease:' .. key, 'weight') + weight
  if all > most then
    refuse('ENTRY_TOO_LARGE', 'entries: ' .. text(all) .. ' bytes (expected: at most ' .. text(most) .. ')')
  end
  reserve(weight)
  for i = FIRST + 6, #ARGV, 2 do
    if not has(ARGV[i], ARGV[i + 1]) then
      refuse('BLOB_MISSING', 'entry.blobs: ' .. ARGV[i] .. ' (expected: stored before)')
    end
  end
  for i = FIRST + 6, #ARGV, 2 do
    call('SADD', P .. 'users:' .. ARGV[i], key .. ':' .. token)
    call('HSET', blob(ARGV[i]), 'kept', 0)
    call('ZREM', P .. 'orphans', ARGV[i])
    call('HSET', P .. 'needs:' .. token, ARGV[i], ARGV[i + 1])
  end
  call('INCRBY', P .. 'used', weight)
  call('HSET', P .. 'lease:' .. key, 'weight', all)
  append(key, token, record)
  return {}
end

-- key, token, compute nanoseconds, estimator, time to live, record, last sequence or 0 -> expires
function operations.complete()
  local key, token = operand(1), operand(2)
  fenced(key, token)
  local entries = call('LLEN', P .. 'log:' .. token)
  if operand(7) ~= '0' and tonumber(operand(7)) ~= entries then
    refuse('ENTRY_MISSING', 'last_sequence: ' .. operand(7) .. ' (expected: ' .. entries .. ')')
  end
  local weight = call('HGET', P .. 'lease:' .. key, 'weight')
  local size = tonumber(weight)
  for _, bytes in ipairs(call('HVALS', P .. 'needs:' .. token)) do
    size = size + bytes
  end
  local pinned = call('HGET', P .. 'result:' .. key, 'pinned') or '0'
  if call('EXISTS', P .. 'result:' .. key) == 1 then
    remove_result(key, 'REPLACED')
  end
  local expires = now + operand(5)
  call('HSET', P .. 'result:' .. key, 'token', token, 'created', now, 'expires', expires,
      'compute', operand(3), 'estimator', operand(4), 'size', size, 'weight', weight,
      'pinned', pinned, 'uses', 1, 'lent', now + LENT)
  call('ZADD', P .. 'recency', now, key)
  if pinned == '0' then
    call('ZADD', P .. 'expiry', expires, key)
    weigh(key)
  end
  end_lease(key, token)
  append(key, token, operand(6))
  make_room(0)
  return { text(expires) }
end

-- key, token, record
function operations.abandon()
  fenced(operand(1), operand(2))
  vacate(operand(1), operand(3))
  return {}
end

-- key -> token of the computation in flight, or nothing
function operations.follow()
  local lease = live(operand(1))
  return { lease and lease[1] or '' }
end

-- key, token, how many follow it at this replica
function operations.watching()
  heard()
  if call('HGET', P .. 'lease:' .. operand(1), 'token') == operand(2) then
    if operand(3) == '0' then
      call('HDEL', P .. 'watchers:' .. operand(2), replica)
    else
      call('HSET', P .. 'watchers:' .. operand(2), replica, operand(3))
    end
  end
  return {}
end

-- key, token, records seen and followers at this replica of each -> tokens with more to read
function operations.behind()
  heard()
  local tokens = {}
  for i = FIRST, #ARGV, 4 do
    local key, token = ARGV[i], ARGV[i + 1]
    local leased = call('HGET', P .. 'lease:' .. key, 'token') == token
    if leased and ARGV[i + 3] ~= '0' then
      call('HSET', P .. 'watchers:' .. token, replica, ARGV[i + 3])
    end
    if not leased or call('LLEN', P .. 'log:' .. token) ~= tonumber(ARGV[i + 2]) then
      tokens[#tokens + 1] = token
    end
  end
  return tokens
end

-- key, token, records seen -> LIVE or ENDED, records
function operations.read()
  local live_now = call('HGET', P .. 'lease:' .. operand(1), 'token') == operand(2)
  return { live_now and 'LIVE' or 'ENDED',
      call('LRANGE', P .. 'log:' .. operand(2), operand(3), -1) }
end

-- sha, size -> whether it is there
function operations.keep()
  if has(operand(1), operand(2)) then
    protect(operand(1))
    return { 1 }
  end
  return { 0 }
end

-- sha, size -> generation
function operations.reserve()
  heard()
  reserve(tonumber(operand(2)))
  local generation = fresh('generation')
  call('INCRBY', P .. 'used', operand(2))
  call('HSET', P .. 'uploads:' .. replica, generation, operand(2) .. ':' .. operand(1))
  return { generation }
end

-- sha, size, generation -> whether it existed
function operations.commit()
  local sha, size, generation = operand(1), operand(2), operand(3)
  if call('HDEL', P .. 'uploads:' .. replica, generation) == 0 then
    discard(sha, generation, size)
    refuse('UNAVAILABLE', 'upload: given up meanwhile (expected: this replica is heard of)')
  end
  if has(sha, size) then
    protect(sha)
    free(size)
    discard(sha, generation, size)
    return { 1 }
  end
  call('HSET', blob(sha), 'size', size, 'generation', generation, 'readers', 0)
  call('INCR', P .. 'blobs')
  protect(sha)
  return { 0 }
end

-- sha, size, generation
function operations.cancel()
  if call('HDEL', P .. 'uploads:' .. replica, operand(3)) == 1 then
    free(operand(2))
    discard(operand(1), operand(3), operand(2))
  end
  return {}
end

-- sha -> size, generation, or nothing
function operations.open()
  local it = call('HMGET', blob(operand(1)), 'size', 'generation')
  if not it[1] then
    return {}
  end
  heard()
  call('HINCRBY', blob(operand(1)), 'readers', 1)
  call('HINCRBY', P .. 'reading:' .. replica, operand(1) .. '.' .. it[2], 1)
  return it
end

-- sha, generation
function operations.close()
  local sha, generation = operand(1), operand(2)
  local reading, name = P .. 'reading:' .. replica, sha .. '.' .. generation
  local left = call('HINCRBY', reading, name, -1)
  if left <= 0 then
    call('HDEL', reading, name)
  end
  if left >= 0 and call('HGET', blob(sha), 'generation') == generation then
    call('HINCRBY', blob(sha), 'readers', -1)
    drop_if_unneeded(sha)
  end
  return {}
end

-- sha, generation of a blob that is damaged or gone
function operations.damaged()
  local sha, generation = operand(1), operand(2)
  if call('HGET', blob(sha), 'generation') ~= generation then
    return {}
  end
  for _, user in ipairs(call('SMEMBERS', P .. 'users:' .. sha)) do
    local key, token = string.match(user, '(.*):(.*)')
    if call('HGET', P .. 'result:' .. key, 'token') == token then
      remove_result(key, 'DAMAGE')
    elseif call('HGET', P .. 'lease:' .. key, 'token') == token then
      vacate(key, 'VABANDONED')
    end
  end
  drop(sha)
  event('DAMAGED')
  return {}
end

-- -> results, leases, blobs, used bytes
function operations.sizes()
  return { call('ZCARD', P .. 'recency'), call('ZCARD', P .. 'leases'), number('blobs'),
      number('used') }
end

-- -> keys of all results
function operations.keys()
  return call('ZRANGE', P .. 'recency', 0, -1)
end

-- a label is `name@version`, or what a name's versions begin with
local function made_by(method, label)
  return label == method or string.sub(label, 1, #method + 1) == method .. '@'
end

-- finished before or empty, with estimator 0 or 1, estimator, pinned too 0 or 1, then keys
-- -> number, freed bytes
function operations.clear()
  local before = number('used')
  local count = 0
  for i = FIRST + 4, #ARGV do
    local it = call('HMGET', P .. 'result:' .. ARGV[i], 'created', 'estimator', 'pinned')
    if it[1] and (operand(1) == '' or tonumber(it[1]) <= tonumber(operand(1)))
        and (operand(2) == '0' or made_by(operand(3), it[2]))
        and (operand(4) == '1' or it[3] == '0') then
      remove_result(ARGV[i], 'CLEARED')
      count = count + 1
    end
  end
  return { count, before - number('used') }
end

-- key, 0 or 1 -> whether there is such a result
function operations.pin()
  local key = operand(1)
  if not present(key) then
    return { 0 }
  end
  call('HSET', P .. 'result:' .. key, 'pinned', operand(2))
  if operand(2) == '1' then
    call('ZREM', P .. 'expiry', key)
    call('ZREM', P .. 'worth', key)
  else
    call('ZADD', P .. 'expiry', call('HGET', P .. 'result:' .. key, 'expires'), key)
    weigh(key)
  end
  return { 1 }
end

-- size, last use and key of the last on the page before, or empty -> key, last use, info of each
function operations.list()
  local size, last, after = tonumber(operand(1)), operand(2), operand(3)
  local page = {}
  local offset = 0
  while true do
    local keys = call('ZRANGE', P .. 'recency', last == '' and '+inf' or last, '-inf', 'BYSCORE',
        'REV', 'LIMIT', offset, size + 1, 'WITHSCORES')
    for i = 1, #keys, 2 do
      local behind = last == '' or tonumber(keys[i + 1]) < tonumber(last) or keys[i] < after
      if behind and #page < 3 * size then
        page[#page + 1] = keys[i]
        page[#page + 1] = keys[i + 1]
        page[#page + 1] = info(keys[i])
      end
    end
    offset = offset + size + 1
    if #page == 3 * size or #keys == 0 then
      return page
    end
  end
end

-- age, then <sha>, generation, size of bytes that lie there -> how many nobody knows. They are
-- what a crash between two steps left behind; what is younger may be on its way.
function operations.sweep()
  local strays = 0
  local replicas = call('ZRANGE', P .. 'replicas', 0, -1)
  for i = FIRST + 1, #ARGV, 3 do
    local sha, generation, size = ARGV[i], ARGV[i + 1], ARGV[i + 2]
    local known = tonumber(generation) > now - operand(1)
        or call('HGET', blob(sha), 'generation') == generation
    for _, other in ipairs(replicas) do
      known = known or call('HEXISTS', P .. 'uploads:' .. other, generation) == 1
    end
    if not known then
      discard(sha, generation, size)
      strays = strays + 1
    end
  end
  return { strays }
end

function operations.maintain()
  heard()
  local silent = now - SILENT_LEASES * LEASE
  for _, dead in ipairs(call('ZRANGEBYSCORE', P .. 'replicas', '-inf', silent)) do
    bury(dead)
  end
  for _, key in ipairs(call('ZRANGEBYSCORE', P .. 'leases', '-inf', now, 'LIMIT', 0, 1000)) do
    live(key)
  end
  for _, key in ipairs(call('ZRANGEBYSCORE', P .. 'expiry', '-inf', now, 'LIMIT', 0, 1000)) do
    present(key)
  end
  collect()
  make_room(0)
  return {}
end

-- -> names of bytes to delete; nobody else is given them for a while
function operations.trash()
  local names = call('ZRANGEBYSCORE', P .. 'trash', '-inf', now, 'LIMIT', 0, DELETIONS)
  for _, name in ipairs(names) do
    call('ZADD', P .. 'trash', now + RETRY, name)
  end
  return names
end

-- name of bytes that are deleted
function operations.deleted()
  call('ZREM', P .. 'trash', operand(1))
  return {}
end

-- Redis shows a failed call as a table too, so a refusal is told by its reason.
local done, answer = pcall(operations[operation])
if done then
  return { 'OK', events, answer }
end
if type(answer) == 'table' and answer.reason then
  return { answer.reason, events, answer.message }
end
return error(answer)

-- Open loop for wrk: requests begin at times that were drawn beforehand, whether or not earlier ones were answered.
--
-- Each wrk thread holds one connection. Whichever is free takes the next request of the schedule, waits for its time and
-- sends it. Latency counts from the time at which it was due, so a request that had to wait for a free connection has waited.
-- What was taken and measured lies in memory that all threads share. There are two lanes, each with threads and a schedule of
-- its own: straight to the server, and over slow links (another port).
--
-- BENCH_FILES=SCHEDULE:BYTES:RESULTS BENCH_SLOW=PORT:THREADS wrk -s open_loop.lua -t 96 -c 96 URL
-- SCHEDULE: a line for each request, "microseconds offset length lane" (lane 0 or 1); BYTES: the requests as they go over the
-- wire; RESULTS: a line with the time by CLOCK_MONOTONIC at which the schedule began, then a line for each request that was
-- answered, "number began latency status retry", in microseconds; retry is 1 if the answer says when to come again.

local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long sec; long nsec; } bench_time;
  int clock_gettime(int clock, bench_time *now);
  typedef struct { char room[64]; } bench_lock;
  int pthread_mutex_init(bench_lock *lock, void *attributes);
  int pthread_mutex_lock(bench_lock *lock);
  int pthread_mutex_unlock(bench_lock *lock);
  typedef struct {
    bench_lock lock;
    int64_t start, count, next[2], many[2];
    int64_t *due, *offset, *length, *began, *latency, *order[2];
    int32_t *status, *retry;
    char *bytes;
  } bench_board;
]]

local clock = ffi.new("bench_time")

local function now()
  ffi.C.clock_gettime(1, clock)
  return tonumber(clock.sec) * 1000000 + math.floor(tonumber(clock.nsec) / 1000)
end

-- The main state: reads the schedule, and writes what came of it.
local kept, results = {}, nil

local function array(kind, count)
  local made = ffi.new(kind .. "[?]", count)
  kept[#kept + 1] = made
  return made
end

local function read_board(schedule, bytes)
  local lines, board = {}, ffi.new("bench_board")
  kept[#kept + 1] = board
  for line in io.lines(schedule) do lines[#lines + 1] = line end
  local file = assert(io.open(bytes, "rb"))
  local text = file:read("*a")
  file:close()
  board.bytes = array("char", #text + 1)
  ffi.copy(board.bytes, text, #text)
  board.count = #lines
  for _, name in ipairs { "due", "offset", "length", "began", "latency" } do board[name] = array("int64_t", #lines) end
  for _, name in ipairs { "status", "retry" } do board[name] = array("int32_t", #lines) end
  for lane = 0, 1 do board.order[lane] = array("int64_t", #lines) end
  for number, line in ipairs(lines) do
    local due, offset, length, lane = line:match("(%d+) (%d+) (%d+) (%d+)")
    board.due[number - 1], board.offset[number - 1], board.length[number - 1] = tonumber(due), tonumber(offset), tonumber(length)
    lane = tonumber(lane)
    board.order[lane][board.many[lane]] = number - 1
    board.many[lane] = board.many[lane] + 1
  end
  ffi.C.pthread_mutex_init(board.lock, nil)
  board.start = now() + 1000000
  return board
end

local board_of_all, slow_place, slow_threads, made = nil, nil, 0, 0

function setup(thread)
  if not board_of_all then
    local words = {}
    for word in (os.getenv("BENCH_FILES") or ""):gmatch("[^:]+") do words[#words + 1] = word end
    results = words[3]
    board_of_all = read_board(words[1], words[2])
    local port, threads = (os.getenv("BENCH_SLOW") or ""):match("(%d+):(%d+)")
    slow_place, slow_threads = wrk.lookup("127.0.0.1", port)[1], tonumber(threads)
  end
  made = made + 1
  if made <= slow_threads then thread.addr = slow_place end
  thread:set("lane", made <= slow_threads and 1 or 0)
  thread:set("address", tonumber(ffi.cast("intptr_t", ffi.cast("void *", board_of_all))))
end

function done()
  local file = assert(io.open(results, "w"))
  file:write(string.format("%d\n", tonumber(board_of_all.start)))
  for number = 0, tonumber(board_of_all.count) - 1 do
    if board_of_all.status[number] ~= 0 then
      file:write(string.format("%d %d %d %d %d\n", number, tonumber(board_of_all.began[number]),
        tonumber(board_of_all.latency[number]), board_of_all.status[number], board_of_all.retry[number]))
    end
  end
  file:close()
end

-- Each thread: one connection.
local board, mine

function init()
  board = ffi.cast("bench_board *", ffi.cast("intptr_t", address))
end

function delay()
  ffi.C.pthread_mutex_lock(board.lock)
  local turn = tonumber(board.next[lane])
  board.next[lane] = turn + 1
  ffi.C.pthread_mutex_unlock(board.lock)
  if turn >= tonumber(board.many[lane]) then
    mine = nil
    return 3600000
  end
  mine = tonumber(board.order[lane][turn])
  return math.max(0, math.ceil((tonumber(board.start + board.due[mine]) - now()) / 1000))
end

function request()
  if not mine then return wrk.format("GET", "/health/") end
  board.began[mine] = now() - board.start
  return ffi.string(board.bytes + board.offset[mine], tonumber(board.length[mine]))
end

function response(status, headers)
  if mine then
    if headers["retry-after"] or headers["Retry-After"] then board.retry[mine] = 1 end
    board.latency[mine] = now() - board.start - board.due[mine]
    board.status[mine] = status
  end
end

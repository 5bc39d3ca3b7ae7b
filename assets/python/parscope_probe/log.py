"""The log of a process: a table of JSON lines and lanes of records, in memory that the host maps as well.

The layout is that of format version 2. A lane has one writer, its thread.
"""

import os
import sys
from _struct import Struct
from _thread import RLock, _local, get_ident, get_native_id
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from posix import pread
from time import monotonic_ns as now
from time import thread_time_ns

from .text import json

HEADER, LANE, RECORD, BLOCK, LANES = 16, 16, 7, 8192, 256
RECORDS_IN_BLOCK = (BLOCK - 8) // RECORD
MADV_WIPEONFORK = 18
MAGIC = int.from_bytes(b"PARSCOPE", "little")
NONE = 0xFFFFFFFF

# A processor that may reorder stores needs a check in each record, since Python has no fence.
CHECKED = os.uname().machine != "x86_64" or sys.maxsize < 2**32

# Spans of these lengths (ns) are long enough to be worth a record, and to pay for reading the CPU clock; each of them.
WORTH_A_RECORD, WORTH_THE_CLOCK, WORTH_ALL_CLOCKS = 20_000, 200_000, 500_000

# The clocks that were read at the end of one task stand for the beginning of the next one, if that comes within this
# time (ns). After a task that was not on a core all the time, so many later ones are asked how long they waited for one.
NEAR, DELAYED = 120_000, 16

START_UP, WAIT, RECEIVE, TASK, SEND, LOCK, EXIT, CREATE, DISPATCH, COLLECT, DELIVER, SERVE = (
    1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 17, 18,
)  # fmt: skip
CALLBACK, IMPORT_MAIN, INITIALIZER, CREATE_SHARED, ATTACH_SHARED = 64, 96, 97, 98, 99
PICKLE, UNPICKLE, PIPE_SEND, MANAGER_CALL = 128, 129, 130, 131
RESULTS, JOIN, QUEUE_GET, QUEUE_PUT, CONDITION, PIPE_RECEIVE, COMMAND = range(192, 199)

MERGED, FAILED, INTEGER, FLOAT, TEXT = 2, 16, 64, 128, 192
WHOLE = 65535

pack_record = Struct("<7Q").pack_into
pack_two = Struct("<14Q").pack_into
pack_three = Struct("<21Q").pack_into
# What goes on now but for its kind, which is 0 from the beginning: it is not believed before it has been stored.
pack_now = Struct("<4Q").pack_into


class Log:
    def __init__(self, memory, size, table):
        self.memory = memory
        self.words = words = memoryview(memory).cast("Q")
        self.pid = os.getpid()
        self.alive = _wiped_on_fork()
        self.table_size = table
        self.lane_headers = HEADER + table // 8
        first_block = self.lane_headers + LANES * LANE
        blocks = (size // 8 - first_block) // BLOCK
        self.free_blocks = iter(range(first_block, first_block + blocks * BLOCK, BLOCK))
        # Taking from the end of a list is atomic with and without the GIL.
        self.free_lanes = list(range(LANES - 1, -1, -1))
        self.local = _local()
        self.lock = RLock()
        self.lines, self.table_length = [], 0
        self.texts, self.calls, self.lane_count = {}, None, 0
        words[1], words[2], words[3], words[5], words[6], words[7] = 2, RECORD, LANES, table, size // 8, BLOCK
        words[9] = CHECKED
        words[0] = MAGIC

    def line(self, **content):
        """Adds a line to the table."""
        self.add(json(content))

    def add(self, text):
        if not self.alive[0] and notice_fork():
            return log.add(text)
        # A finalizer or a signal handler can come here while the same thread is in `flush`:
        # what it brings is written by the `flush` that it interrupted.
        self.lines.append(text)
        local = self.local
        if getattr(local, "flushing", False):
            return
        while True:
            local.flushing = True
            try:
                # Also where another thread has taken the line: it is written once that one lets go of the lock.
                with self.lock:
                    self.flush()
            finally:
                local.flushing = False
            if not self.lines:
                return

    def flush(self):
        while self.lines:
            line = self.lines.pop(0).encode("utf-8", "replace") + b"\n"
            end = self.table_length + len(line)
            if end > self.table_size:
                self.words[11] += 1
                continue
            begin = HEADER * 8
            self.memory[begin + self.table_length : begin + end] = line
            self.table_length = end
            self.words[4] = end

    def text(self, value):
        """The number of a string, or None where there are too many of them."""
        number = self.texts.get(value)
        if number is None and len(self.texts) < 4096:
            with self.lock:
                number = self.texts.get(value)
                if number is None:
                    number = len(self.texts)
                    self.line(text=number, value=value)
                    # Last: a thread that finds it here needs no lock, and its line is there.
                    self.texts[value] = number
        return number


def without_room():
    """A log that nothing is written to, for a process that the host can't be told of."""
    return Log(bytearray(8 * (HEADER + LANES * LANE)), 8 * (HEADER + LANES * LANE), 0)


def _wiped_on_fork():
    """A byte that a child of this process sees as 0, whatever code has forked it; 0 where that can't be had."""
    try:
        byte = mmap(-1, 1, MAP_PRIVATE | MAP_ANONYMOUS)
        byte.madvise(MADV_WIPEONFORK)
        byte[0] = 1
        return byte
    except (AttributeError, OSError, ValueError):
        return bytes(1)


class Lane:
    """What one thread does. Activities nest; a part of the outer one is written before one within it."""

    __slots__ = (
        "log", "words", "memory", "header", "length", "position", "limit", "stack", "busy", "quiet", "role", "worker",
        "metered", "near", "cpu", "delay", "delays", "delayed", "measures", "stamp", "block", "depth", "item",
        "restore", "asked", "starts",
    )  # fmt: skip

    def __init__(self, log, kind):
        self.delays = None
        self.attach(log, kind)

    def attach(self, log, kind):
        """Writes to this log from now on: a new lane, or the one of a thread that was forked."""
        self.log, self.words, self.memory = log, log.words, log.memory
        self.length = self.limit = self.position = self.block = self.metered = self.stamp = 0
        self.stack, self.quiet, self.role, self.worker, self.restore, self.asked = [], False, None, None, None, None
        self.starts = None  # the name of the process that this thread is starting, as a tuple
        self.measures = True
        self.near, self.cpu, self.delay, self.delayed = 0, 0, None, DELAYED
        self.close()
        try:
            number = log.free_lanes.pop()
        except IndexError:
            self.busy = True
            log.words[10] += 1
            return
        self.busy = False
        self.header = log.lane_headers + number * LANE
        words, header = self.words, self.header
        words[header + 1], words[header + 2], words[header + 4] = number, get_native_id(), get_ident()
        words[header] = kind
        with log.lock:
            log.lane_count = max(log.lane_count, number + 1)
            words[8] = log.lane_count

    def number(self):
        return self.words[self.header + 1]

    def close(self):
        if self.delays is not None:
            from .registration import close_if_ours

            close_if_ours(self.delays)
            self.delays = None

    def __del__(self):
        try:
            self.close()
        except Exception:
            pass

    def write(self, kind, start, end, task=0, chunk=0, ref=NONE, count=0, size=0, flags=0, argument=0):
        """Publishes a record. That of a task that is long enough says how much of it was on a core."""
        if self.position == self.limit and not self.advance():
            return
        duration = end - start
        if duration < 0:
            duration = 0
        word = kind << 32 | flags << 40
        if kind == TASK:
            if duration >= WORTH_THE_CLOCK:
                word |= self.shares(start, end)
            else:
                self.measures = False
        task = task & NONE | count << 32
        chunk = chunk & NONE | (size if size < NONE else NONE) << 32
        position = self.position
        if CHECKED:
            ref |= check(start, duration, task, chunk, word, ref, argument, self.length) << 32
        pack_record(self.memory, position, start, duration, task, chunk, word, ref, argument)
        self.position = position + RECORD * 8
        self.length = length = self.length + 1
        self.words[self.header + 8] = length

    def advance(self):
        """Goes on to a new block; False where there is none left."""
        with self.log.lock:
            block = next(self.log.free_blocks, None)
        if block is None:
            self.words[self.header + 9] += 1
            return False
        self.words[self.block or self.header + 3] = block
        self.block, self.position = block, (block + 8) * 8
        self.limit = self.position + RECORDS_IN_BLOCK * RECORD * 8
        return True

    def announce(self, kind, start, task, chunk, ref):
        """Stores what goes on now. The last word is 0 meanwhile, since this may come twice to a length."""
        words, header = self.words, self.header
        words[header + 13] = 0
        words[header + 11] = start
        words[header + 12] = task | chunk << 32
        words[header + 14] = ref
        words[header + 13] = kind | self.length << 8

    def begin(self, kind, task=0, chunk=0, ref=NONE, at=0):
        """Begins an activity within what goes on. Returns what `end` wants to have."""
        if not self.log.alive[0]:
            notice_fork()
        if self.busy:
            return -1
        self.busy = True
        try:
            at = at or now()
            stack = self.stack
            # kind, task, chunk, ref, start of the part that is not yet written, begin, tasks that have ended in it
            stack.append([kind, task, chunk, ref, at, at, 0])
            if kind == TASK and self.measures:
                self.meter(at)
            self.announce(kind, at, task & NONE, chunk & NONE, ref)
            return len(stack) - 1
        finally:
            self.busy = False

    def end(self, depth, at=0, count=0, size=0, flags=0, argument=0, least=0):
        """Ends the activity at this depth, and all that are still within it. Without a record if it was short."""
        stack = self.stack
        if self.busy or depth < 0 or depth >= len(stack):
            return
        self.busy = True
        try:
            at = at or now()
            while len(stack) - 1 > depth:
                self.leave(at, 0, 0, 0, 0, 0)
            self.leave(at, count, size, flags, argument, least)
        finally:
            self.busy = False

    def leave(self, at, count, size, flags, argument, least):
        stack = self.stack
        kind, task, chunk, ref, mark, begin, done = stack.pop()
        if at - begin >= least or mark != begin:
            self.write_outer(begin)
            self.write(kind, mark, at, task, chunk, ref, count, size, flags, argument)
            if stack:
                outer = stack[-1]
                outer[4] = at
                if outer[0] == TASK and at - begin >= 50_000:
                    self.near = 0
                    self.meter(at)
        if stack:
            kind, task, chunk, ref, mark, begin, done = stack[-1]
            self.announce(kind, mark, task & NONE, chunk & NONE, ref)

    def write_outer(self, until):
        """Writes the parts of all enclosing activities that are not written yet."""
        stack = self.stack
        last = len(stack) - 1
        for i, entry in enumerate(stack):
            stop = stack[i + 1][5] if i < last else until
            if entry[4] < stop:
                done = entry[6]
                self.write(entry[0], entry[4], stop, entry[1], entry[2], entry[3], done, 0, MERGED if done > 1 else 0)
                entry[1] += done
                entry[4], entry[6] = stop, 0

    def span(self, kind, start, end, task=0, chunk=0, ref=NONE, count=0, size=0, flags=0, argument=0):
        """Writes something that is over."""
        if not self.log.alive[0]:
            notice_fork()
        if self.busy:
            return
        self.busy = True
        try:
            self.write_outer(start)
            self.write(kind, start, end, task, chunk, ref, count, size, flags, argument)
            if self.stack:
                self.stack[-1][4] = end
        finally:
            self.busy = False

    def meter(self, at):
        """Reads the clocks of this thread: time on a core, and time in which it was ready and had none.

        That is not done again where it has just been done at the end of another task.
        """
        if at - self.metered > self.near:
            self.metered = at
            # A task that did not wait for a core needs no more than the CPU clock: where none has, that is expected.
            self.delay = self.read_delay() if self.delayed else None
            self.cpu = thread_time_ns()

    def read_delay(self):
        """How long this thread has waited for a core, as the kernel writes it; None where that can't be had."""
        if self.delays is None:
            from .registration import open_high

            self.delays = open_high("/proc/thread-self/schedstat")
        try:
            return pread(self.delays[0], 64, 0)
        except (OSError, TypeError):
            return None

    def shares(self, start, end):
        """Time on a core and asleep of a task that ends, as the two shares of a record and the flag that says so; 0
        where that is not known. Of many tasks that are not long, each fourth is measured."""
        duration, since, length = end - start, start - self.metered, self.length
        self.measures = duration >= WORTH_ALL_CLOCKS or length < 1024 or not length & 12
        self.near, is_known = duration >> 4 if duration < NEAR << 4 else NEAR, since <= duration >> 3
        if not is_known and not self.measures:
            return 0
        before, self.cpu = self.cpu, thread_time_ns()
        self.metered = end
        # Between the two tasks it was on a core: it can't have waited for long.
        running = self.cpu - before - since
        if running > duration:
            running = duration
        elif running < 0:
            running = 0
        delay_before, self.delay, away = self.delay, None, duration - running
        is_whole = away <= duration >> 4
        if not is_whole:
            self.delayed = DELAYED
        if self.delayed:
            self.delayed -= 1
            self.delay = self.read_delay()
        if not is_known:
            return 0
        if is_whole or not self.delays:
            return running * WHOLE // duration | 1 << 40
        try:
            waited = int(self.delay.split()[1]) - int(delay_before.split()[1])
        except (AttributeError, IndexError, ValueError):
            return 0
        asleep = max(away - max(waited, 0), 0)
        return running * WHOLE // duration | 1 << 40 | (asleep * WHOLE // duration) << 48


def check(start, duration, task, chunk, word, ref, argument, number):
    """Lets a reader notice a record that is not all there yet."""
    x = start ^ duration ^ task ^ chunk ^ word ^ ref ^ argument ^ (number * 0x9E3779B97F4A7C15 & (1 << 64) - 1)
    return (x ^ x >> 32) & NONE


log = None


def lane():
    """The lane of the calling thread. Only for a process that has a log."""
    try:
        return log.local.lane
    except AttributeError:
        return _new_lane(2)


def notice_fork():
    """Gives this process a log of its own, if it is the child of a fork that Python does not know of. Returns whether
    it is."""
    if os.getpid() == log.pid:
        return False
    from .registration import forked

    forked()
    return True


def _new_lane(kind):
    lane = log.local.lane = Lane(log, kind)
    return lane


def use(new_log, inherited):
    """Makes this log that of the process. `inherited` is the lane that its only thread had before a fork."""
    global log
    log = new_log
    if inherited is None:
        _new_lane(1)
    else:
        inherited.attach(new_log, 1)
        new_log.local.lane = inherited


def argument(value):
    """Flags and word of an argument that is a plain number or a short plain string."""
    kind = type(value)
    if kind is int:
        if -(1 << 63) <= value < 1 << 63:
            return INTEGER, value & (1 << 64) - 1
    elif kind is float:
        return FLOAT, int.from_bytes(_pack_float(value), "little")
    elif kind is str:
        if len(value) <= 24:
            number = log.text(value)
            if number is not None:
                return TEXT, number
    return 0, 0


_pack_float = Struct("<d").pack

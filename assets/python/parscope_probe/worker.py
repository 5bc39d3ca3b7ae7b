"""A worker of a pool or an executor: it waits, receives a chunk, runs its tasks and sends the result, again and again."""

from _functools import partial
from itertools import repeat
from os import getpid

from . import connection, log
from .calls import calls
from .log import (
    CHECKED, EXIT, FAILED, INITIALIZER, INTEGER, MERGED, NONE, RECEIVE, RECORD, SEND, TASK, WAIT, WORTH_THE_CLOCK,
    argument, now, pack_now, pack_record, pack_three, pack_two,
)  # fmt: skip
from .registration import forked
from .synchronization import leave_alone, tell
from .ticks import ticks

PLAIN = {int, float, str}

# A worker that has one chunk after another, none longer than the first (ns) and none later than the second, is asked
# less of, once that many have come: of as many as the last says, only when they begin and when they end is noted.
SHORT_TURN, SHORT_GAP, PRECISE, COARSE = 4_000_000, 150_000, 64, 15

ALL = (1 << 64) - 1
# The bytes of the records of a chunk that goes the short way, at most.
LEAST_ROOM = 5 * RECORD * 8

SINGLE, SINGLE_OF_INTEGER = TASK << 32, TASK << 32 | INTEGER << 40
TOGETHER, ANSWER, IDLE, ARRIVAL = SEND << 32 | MERGED << 40, SEND << 32, WAIT << 32, RECEIVE << 32


def first_item(item):
    return item

def first_of_item(item):
    return item[0] if type(item) is tuple and item else None

class Worker:
    """What goes on is always one activity, at depth 0 of the lane; each of these methods ends it and begins the next."""

    def __init__(self, lane, code, owner):
        self.lane, self.code, self.owner = lane, code, owner
        self.items = None
        self.received_at = self.size = self.asked = 0
        self.forget()
        self.waits = False

    def forget(self):
        """The references of the records, which are those of one log."""
        self.job = self.job_ref = self.jobs_ref = self.pool_ref = None

    def turn(self, kind, at=0, task=0, chunk=0, ref=NONE, **ending):
        lane = self.lane
        if lane.busy:
            return
        lane.busy = True
        try:
            at = at or now()
            stack = lane.stack
            while len(stack) > 1:
                lane.leave(at, 0, 0, 0, 0, 0)
            if stack:
                e = stack[0]
                lane.write(e[0], e[4], at, e[1], e[2], e[3], **ending)
                e[0], e[1], e[2], e[3], e[4], e[5], e[6] = kind, task, chunk, ref, at, at, 0
            else:
                stack.append([kind, task, chunk, ref, at, at, 0])
            if kind == TASK and lane.measures:
                lane.meter(at)
            lane.announce(kind, at, task, chunk, ref)
        finally:
            lane.busy = False

    def began(self, initializer, tasks=None, results=None):
        """It begins; in a process of its own, with these queues."""
        if tasks is not None:
            tell(tasks._rlock, self.asks)
            leave_alone(results._wlock)
            connection.leave_alone(tasks._reader)
            connection.leave_alone(results._writer)
        if initializer is not None:
            self.turn(INITIALIZER)

    def asks(self):
        """It wants a chunk: what it has sent has left. The record of that is published with the next ones."""
        lane = self.lane
        self.waits = lane.quiet = True
        self.items = None
        self.asked = at = now()
        words, header = lane.words, lane.header
        words[header + 13] = 0
        words[header + 11] = at
        words[header + 13] = WAIT | lane.length << 8

    def received(self, size):
        """The bytes of a chunk are there, and are unpickled now."""
        self.received_at, self.size = now(), size

    def takes(self, ref, task, chunk):
        """The chunk begins."""
        lane = self.lane
        stack, asked, at = lane.stack, self.asked, now()
        received = self.received_at or at  # of a ThreadPool nothing is pickled
        self.received_at = 0
        self.waits = False
        e = stack[0] if stack else None
        if lane.limit - lane.position < 168 or e is None or len(stack) > 1 or e[0] != SEND or lane.busy or CHECKED:
            self.turn(WAIT, asked)
            self.turn(RECEIVE, received, task, chunk, ref)
            self.turn(TASK, at, task, chunk, ref, size=self.size)
        else:
            sent, position = e[4], lane.position
            pack_three(lane.memory, position,
                       sent, asked - sent, e[1], e[2], ANSWER, e[3], 0,
                       asked, received - asked, 0, 0, IDLE, NONE, 0,
                       received, at - received, task, chunk | self.size << 32, ARRIVAL, ref, 0)  # fmt: skip
            lane.position = position + 168
            lane.length = length = lane.length + 3
            words, header = lane.words, lane.header
            words[header + 8] = length
            e[0], e[1], e[2], e[3], e[4], e[5] = TASK, task, chunk, ref, at, at
            if lane.measures:
                lane.meter(at)
            words[header + 13] = 0
            words[header + 11] = at
            words[header + 12] = task | chunk << 32
            words[header + 14] = ref
            words[header + 13] = TASK | length << 8
        lane.quiet = False

    def leaves(self):
        """There is no more to do."""
        if self.waits:
            self.waits = False
            self.turn(WAIT, self.asked)
        self.turn(EXIT)
        self.lane.quiet = False

    def iterate(self, items, argument_of):
        """The items of the chunk that has begun, handed out one by one."""
        if type(items) is not tuple or len(items) < 2 or self.lane.busy or not self.lane.stack:
            self.single(argument_of(items[0]) if type(items) is tuple and items else None)
            return items
        self.items = ticks(items, self.lane, 0, argument_of)
        return self.items

    def single(self, value):
        """The chunk that has begun is one call, with this first argument."""
        self.items = None
        self.argument = argument(value)

    def sends(self, success=True):
        """The result is there, and is pickled and sent now."""
        lane = self.lane
        stack = lane.stack
        if not stack or stack[0][0] != TASK or lane.busy:
            return
        lane.quiet = True
        e = stack[0]
        if self.items is not None:
            self.items.close()
            self.items = None
            # All tasks are written; what is left is the way out of the loop.
            e[0], e[1] = SEND, 0
            return
        flags, word = self.argument
        if not success:
            flags |= FAILED
        # The record is there before the result is: a pool may end its workers as soon as it has all results.
        if len(stack) > 1:
            self.turn(SEND, 0, e[1], e[2], e[3], count=1, flags=flags, argument=word)
            return
        at = now()
        lane.write(TASK, e[4], at, e[1], e[2], e[3], 1, 0, flags, word)
        e[0], e[4], e[5] = SEND, at, at
        words, header = lane.words, lane.header
        words[header + 13] = 0
        words[header + 11] = at
        words[header + 13] = SEND | lane.length << 8


def first(arguments):
    return arguments[0] if type(arguments) in (tuple, list) and arguments else None


def watch_pool(worker, pool, get, put, reader=None):
    """For a worker of a Pool: what to call in place of these two methods. `reader`: the pipe that `get` reads.

    All of it runs for each chunk. The two are called from C, so that no frame of the probe's is below those of the
    library's, and what they need is in variables of their own.
    """
    lane, maps, star_maps = worker.lane, pool.mapstar, pool.starmapstar
    asked = arrived = size = flags = word = taken = short = 0
    items = of_log = known_job = job_ref = jobs_ref = None
    handed_over = ready = False
    # `ready`: these are up to date, so that the next chunk goes the short way. Of the chunk that has begun: what `puts`
    # needs; of the one before it: what is not written yet, since when (`sent`, 0 where all is).
    memory = words = stack = alive = None
    length = head = number = chunk = ref = sent = sent_task = sent_chunk = sent_ref = at_now = now_position = 0

    def is_ready():
        """Whether the next chunk may go the short way."""
        return not CHECKED and lane.log is of_log and len(stack) == 1 and lane.limit - lane.position >= LEAST_ROOM

    def asks():
        """It wants a chunk: what it has sent has left. The record of that is published with the next ones.

        While chunks are short, most are handed over without a stop here: the next one is asked for when the last one
        is sent.
        """
        nonlocal asked, short, handed_over
        getter = iter(get, object())
        while True:
            if short > PRECISE:
                short = PRECISE
                handed_over = True
                received = attributes.pop("recv_bytes", None)
                yield from repeat(getter, COARSE)
                handed_over = False
                if received is not None:
                    attributes["recv_bytes"] = received
            lane.quiet = True
            asked = now()
            words, at = lane.words, lane.header + 13
            words[at] = 0
            words[at - 2] = asked
            words[at] = WAIT | lane.length << 8
            yield getter

    def has_arrived(received):
        """The bytes of a chunk are there, and are unpickled now."""
        nonlocal arrived, size
        arrived, size = now(), len(received)
        return received

    def takes(task):
        """The chunk begins."""
        nonlocal asked, arrived, flags, word, items, of_log, known_job, job_ref, jobs_ref, taken, short
        nonlocal ready, head, length, number, chunk, ref, memory, words, stack, alive, at_now, now_position, sent
        if ready and alive[0]:
            ready = False
            try:
                at = now()
                job, number, function, arguments, keywords = task
                values = ()
                if function is maps or function is star_maps:
                    chunk, number, ref = number, 0, job_ref if job == known_job else None
                    values = arguments[0][1]
                    value = values[0] if function is maps else first_of_item(values[0])
                else:
                    chunk, ref = job, jobs_ref
                    value = arguments[0] if arguments else None
                gap = at - sent
                if ref is not None and (asked or gap < SHORT_GAP):
                    stack[0] = [TASK, number, chunk, ref, at, at, 0]
                    if asked:
                        short = short + 1 if gap < SHORT_GAP and at - taken < SHORT_TURN else max(short - COARSE, 0)
                        received = arrived or at  # of a ThreadPool nothing is pickled
                        pack_three(memory, lane.position,
                                   sent, asked - sent, sent_task, sent_chunk, ANSWER, sent_ref, 0,
                                   asked, received - asked, 0, 0, IDLE, NONE, 0,
                                   received, at - received, number, chunk | size << 32, ARRIVAL, ref, 0)  # fmt: skip
                        lane.position += 168
                        lane.length = length = length + 3
                        words[at_now - 5] = length
                        asked = arrived = sent = 0
                    taken = at
                    if lane.measures and at - lane.metered > lane.near:
                        lane.meter(at)
                    if len(values) > 1:
                        if sent:
                            pack_record(memory, lane.position, sent, gap, sent_task, sent_chunk, TOGETHER, sent_ref, 0)
                            lane.position += 56
                            lane.length = length = length + 1
                            words[at_now - 5] = length
                        items = ticks(values, lane, 0, first_item if function is maps else first_of_item)
                        task = job, chunk, function, ((arguments[0][0], items),), keywords
                    elif type(value) is int and value.bit_length() < 64:
                        head, word = SINGLE_OF_INTEGER, value & ALL
                    else:
                        flags, word = argument(value) if type(value) in PLAIN else (0, 0)
                        head = SINGLE | flags << 40
                    # The last but one is 0 until all others are there.
                    pack_now(memory, now_position, at, number | chunk << 32, 0, ref)
                    words[at_now] = TASK | length << 8
                    lane.quiet = False
                    return task
            except Exception:
                pass
        head = 0
        if lane.busy:
            return task
        try:
            if not lane.log.alive[0] and getpid() != log.log.pid:
                forked()
            if task is None:
                leaves()
                return task
            job, i, function, arguments, keywords = task
            if lane.log is not of_log:
                of_log, known_job, jobs_ref = lane.log, None, None
                memory, words, stack, alive = lane.memory, lane.words, lane.stack, of_log.alive
                at_now = lane.header + 13
                now_position = (at_now - 2) * 8
            chunks = function is maps or function is star_maps
            if chunks:
                if job != known_job:
                    known_job, job_ref = job, calls().ref(owner=worker.owner, job=job)
                ref, number, chunk = job_ref, 0, i
            else:
                if jobs_ref is None:
                    jobs_ref = calls().ref(owner=worker.owner, jobs=True)
                ref, number, chunk = jobs_ref, i, job
            lane.busy = True
            at = now()
            outer = lane.stack
            gap = at - outer[0][4] if outer else SHORT_GAP
            short = short + 1 if gap < SHORT_GAP and at - taken < SHORT_TURN else max(short - COARSE, 0)
            taken = at
            if handed_over and not CHECKED and lane.position != lane.limit and len(outer) == 1 and outer[0][0] == SEND:
                e, position = outer[0], lane.position
                begun = e[4]
                count = lane.length + 1
                if gap >= SHORT_GAP and lane.limit - position > 56:
                    # Nearly all of it was a wait.
                    pack_record(lane.memory, position, begun, 0, e[1], e[2], TOGETHER, e[3], 0)
                    position += 56
                    count += 1
                    pack_record(lane.memory, position, begun, at - begun, 0, 0, IDLE | MERGED << 40, NONE, 0)
                else:
                    pack_record(lane.memory, position, begun, at - begun, e[1], e[2], TOGETHER, e[3], 0)
                lane.position = position + 56
                lane.length = count
                e[:6] = TASK, number, chunk, ref, at, at
                if lane.measures:
                    lane.meter(at)
                words[at_now - 5] = count
                pack_now(memory, now_position, at, number | chunk << 32, 0, ref)
                words[at_now] = TASK | count << 8
                arrived = 0
            elif CHECKED or lane.limit - lane.position < 168 or len(outer) != 1 or outer[0][0] != SEND:
                lane.busy = False
                received, arrived = arrived or at, 0  # of a ThreadPool nothing is pickled
                worker.turn(WAIT, asked or received)
                worker.turn(RECEIVE, received, number, chunk, ref)
                worker.turn(TASK, at, number, chunk, ref, size=size)
                lane.busy = True
            else:
                e, position = outer[0], lane.position
                begun = e[4]
                received, arrived = arrived or at, 0
                pack_three(lane.memory, position,
                           begun, asked - begun, e[1], e[2], ANSWER, e[3], 0,
                           asked, received - asked, 0, 0, IDLE, NONE, 0,
                           received, at - received, number, chunk | size << 32, ARRIVAL, ref, 0)  # fmt: skip
                lane.position = position + 168
                lane.length = count = lane.length + 3
                words[at_now - 5] = count
                e[:6] = TASK, number, chunk, ref, at, at
                if lane.measures:
                    lane.meter(at)
                pack_now(memory, now_position, at, number | chunk << 32, 0, ref)
                words[at_now] = TASK | count << 8
            asked = 0
            if chunks:
                ((called, values),) = arguments
                if type(values) is tuple and len(values) > 1 and lane.stack:
                    items = ticks(values, lane, 0, first_item if function is maps else first_of_item)
                    return job, i, function, ((called, items),), keywords
                value = values[0] if type(values) is tuple and values else None
                if function is star_maps:
                    value = first_of_item(value)
            else:
                value = arguments[0] if type(arguments) is tuple and arguments else None
            flags, word = argument(value) if type(value) in PLAIN else (0, 0)
        except Exception:
            pass
        finally:
            lane.busy = lane.quiet = False
        return task

    def puts(_, result):
        """The result is there, and is pickled and sent now."""
        nonlocal items, ready, length, head, sent, sent_task, sent_chunk, sent_ref, short
        if head:
            if lane.length == length and lane.log is of_log and not lane.busy and len(stack) == 1:
                lane.busy = lane.quiet = True
                try:
                    at = now()
                    if not result[2][0]:
                        head |= FAILED << 40
                    if at - taken >= WORTH_THE_CLOCK:
                        head |= lane.shares(taken, at)
                    else:
                        lane.measures = False
                    if sent:
                        pack_two(memory, lane.position,
                                 sent, taken - sent, sent_task, sent_chunk, TOGETHER, sent_ref, 0,
                                 taken, at - taken, number | 1 << 32, chunk, head, ref, word)  # fmt: skip
                        lane.position += 112
                        lane.length = length = length + 2
                    else:
                        pack_record(memory, lane.position, taken, at - taken, number | 1 << 32, chunk, head, ref, word)
                        lane.position += 56
                        lane.length = length = length + 1
                    words[at_now - 5] = length
                    e = stack[0]
                    e[0] = SEND
                    e[4] = e[5] = sent = at
                    sent_task, sent_chunk, sent_ref = number, chunk, ref
                    words[at_now - 2] = at
                    words[at_now] = (WAIT if handed_over else SEND) | length << 8
                    ready = lane.limit - lane.position >= LEAST_ROOM
                except Exception:
                    pass
                finally:
                    head = 0
                    lane.busy = False
                return stand_in
            # Something within the task has a record: that comes before what would be written here.
            head = short = 0
        if lane.busy:
            return stand_in
        try:
            lane.quiet = True
            outer = lane.stack
            e = outer[0]
            if e[0] != TASK:
                return stand_in
            if items is not None:
                # All tasks are written; what is left is the way out of the loop.
                items.close()
                items = None
                e[0], e[1] = SEND, 0
                ready = is_ready()
                if ready:
                    length, sent, sent_task, sent_chunk, sent_ref = lane.length, e[4], 0, e[2], e[3]
                    words[at_now - 2] = sent
                    words[at_now] = (WAIT if handed_over else SEND) | length << 8
                return stand_in
            failed = 0 if result[2][0] else FAILED
            # The record is there before the result is: a pool may end its workers as soon as it has all results.
            if CHECKED or lane.position == lane.limit or len(outer) > 1:
                worker.turn(SEND, 0, e[1], e[2], e[3], count=1, flags=flags | failed, argument=word)
                return stand_in
            lane.busy = True
            at, start, position = now(), e[4], lane.position
            duration = at - start
            head = TASK << 32 | (flags | failed) << 40
            if duration >= WORTH_THE_CLOCK:
                head |= lane.shares(start, at)
            else:
                lane.measures = False
            pack_record(lane.memory, position, start, duration, e[1] | 1 << 32, e[2], head, e[3], word)
            head = 0
            lane.position = position + 56
            lane.length = length = lane.length + 1
            e[0] = SEND
            e[4] = e[5] = sent = at
            sent_task, sent_chunk, sent_ref = e[1], e[2], e[3]
            ready = is_ready()
            header = lane.header
            lane.words[header + 8] = length
            lane.words[header + 11] = at
            lane.words[header + 13] = (WAIT if handed_over else SEND) | length << 8
        except Exception:
            pass
        finally:
            lane.busy = False
        return stand_in

    def leaves():
        """There is no more to do."""
        nonlocal asked
        if asked or handed_over and lane.stack and lane.stack[0][0] == SEND:
            worker.turn(WAIT, asked or lane.stack[0][4])
            asked = 0
        worker.turn(EXIT)
        lane.quiet = False

    class Put:
        """Calling a class calls first the one and then the other of these, both from C, with the same arguments."""

        __new__, __init__ = puts, staticmethod(put)

    stand_in = object.__new__(Put)
    worker.leaves = leaves
    attributes = {} if reader is None else reader.__dict__
    if reader is not None:
        attributes["recv_bytes"] = map(has_arrived, iter(reader.recv_bytes, object())).__next__
    return map(takes, map(next, asks())).__next__, Put


def executor_transform(worker, process):
    """What a worker of a ProcessPoolExecutor does to the call item that it gets."""
    def transform(item):
        try:
            if getpid() != log.log.pid:
                forked()
                worker.forget()
            if item is None:
                worker.leaves()
                return item
            if worker.pool_ref is None:
                worker.pool_ref = calls().ref(owner=worker.owner, pool=None)
            worker.takes(worker.pool_ref, 0, item.work_id)
            function = item.fn
            if type(function) is partial and function.func is process._process_chunk:
                arguments = item.args
                item.args = (worker.iterate(arguments[0], first_of_item), *arguments[1:])
            else:
                worker.single(first(item.args))
        except Exception:
            pass
        return item

    return transform

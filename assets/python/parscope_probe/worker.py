"""A worker of a pool or an executor: it waits, receives a chunk, runs its tasks and sends the result, again and again."""

from _functools import partial
from os import getpid

from . import connection, log
from .calls import calls
from .log import CHECKED, EXIT, FAILED, INITIALIZER, NONE, RECEIVE, SEND, TASK, WAIT, argument, now, pack_three
from .registration import forked
from .synchronization import leave_alone, tell
from .ticks import ticks

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
            if kind == TASK and lane.measures and lane.metered != at:
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
        if lane.room < 3 or e is None or len(stack) > 1 or e[0] != SEND or lane.busy or CHECKED:
            self.turn(WAIT, asked)
            self.turn(RECEIVE, received, task, chunk, ref)
            self.turn(TASK, at, task, chunk, ref, size=self.size)
        else:
            sent, position = e[4], lane.position
            pack_three(lane.memory, position,
                       sent, asked - sent, e[1], e[2], SEND << 32, e[3], 0,
                       asked, received - asked, 0, 0, WAIT << 32, NONE, 0,
                       received, at - received, task, chunk | self.size << 32, RECEIVE << 32, ref, 0)  # fmt: skip
            lane.position = position + 168
            lane.room -= 3
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


def pool_transform(worker, pool):
    """What a worker of a Pool does to the task that it gets, a tuple."""
    stars = pool.mapstar, pool.starmapstar

    def transform(task):
        try:
            if getpid() != log.log.pid:
                forked()
                worker.forget()
            if task is None:
                worker.leaves()
                return task
            job, i, function, arguments, keywords = task
            if function is stars[0] or function is stars[1]:
                if job != worker.job:
                    worker.job, worker.job_ref = job, calls().ref(owner=worker.owner, job=job)
                worker.takes(worker.job_ref, 0, i)
                ((called, items),) = arguments
                items = worker.iterate(items, first_item if function is stars[0] else first_of_item)
                return job, i, function, ((called, items),), keywords
            if worker.jobs_ref is None:
                worker.jobs_ref = calls().ref(owner=worker.owner, jobs=True)
            worker.takes(worker.jobs_ref, i, job)
            worker.single(first(arguments))
        except Exception:
            pass
        return task

    return transform

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

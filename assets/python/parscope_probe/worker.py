"""A worker of a pool or an executor: it waits, receives a chunk, runs its tasks and sends the result, again and again."""

from _functools import partial

from .calls import calls
from .log import EXIT, FAILED, INITIALIZER, NONE, RECEIVE, SEND, TASK, WAIT, argument, now
from .registration import check_process
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
        self.received_at = self.size = 0
        self.waits = False

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

    def began(self, initializer):
        if initializer is not None:
            self.turn(INITIALIZER)

    def asks(self):
        """It wants a chunk: what it has sent has left."""
        self.items = None
        self.waits = True
        self.lane.quiet = True
        self.turn(WAIT)

    def received(self, size):
        """The bytes of a chunk are there, and are unpickled now."""
        self.received_at, self.size = now(), size

    def takes(self, ref, task, chunk):
        """The chunk begins."""
        at = now()
        self.waits = False
        if self.received_at:
            self.turn(RECEIVE, self.received_at, task, chunk, ref)
            self.received_at = 0
            self.turn(TASK, at, task, chunk, ref, size=self.size)
        else:
            self.turn(TASK, at, task, chunk, ref)
        self.lane.quiet = False

    def leaves(self):
        """There is no more to do."""
        self.waits = False
        self.turn(EXIT)
        self.lane.quiet = False

    def iterate(self, items, argument_of):
        """The items of the chunk that has begun, handed out one by one."""
        if type(items) is not tuple or not items or self.lane.busy or not self.lane.stack:
            return items
        self.items = ticks(items, self.lane, 0, argument_of)
        return self.items

    def single(self, arguments):
        """The chunk that has begun is one call."""
        self.items = None
        self.argument = argument(arguments[0]) if type(arguments) in (tuple, list) and arguments else (0, 0)

    def sends(self, success=True):
        """The result is there, and is pickled and sent now."""
        lane = self.lane
        if not lane.stack or lane.stack[0][0] != TASK:
            return
        lane.quiet = True
        entry = lane.stack[0]
        if self.items is not None:
            self.items.close()
            self.items = None
            # All tasks are written; what is left is the way out of the loop.
            entry[0], entry[1] = SEND, 0
            return
        flags, word = self.argument
        self.turn(SEND, 0, entry[1], entry[2], entry[3], count=1, flags=flags | (0 if success else FAILED),
                  argument=word)  # fmt: skip

def pool_transform(worker, pool):
    """What a worker of a Pool does to the task that it gets, a tuple."""
    stars = pool.mapstar, pool.starmapstar

    def transform(task):
        try:
            check_process()
            if task is None:
                worker.leaves()
                return task
            job, i, function, arguments, keywords = task
            if function is stars[0] or function is stars[1]:
                worker.takes(calls().ref(owner=worker.owner, job=job), 0, i)
                ((called, items),) = arguments
                items = worker.iterate(items, first_item if function is stars[0] else first_of_item)
                return job, i, function, ((called, items),), keywords
            worker.takes(calls().ref(owner=worker.owner, jobs=True), i, job)
            worker.single(arguments)
        except Exception:
            pass
        return task

    return transform

def executor_transform(worker, process):
    """What a worker of a ProcessPoolExecutor does to the call item that it gets."""
    def transform(item):
        try:
            check_process()
            if item is None:
                worker.leaves()
                return item
            worker.takes(calls().ref(owner=worker.owner, pool=worker.pool), 0, item.work_id)
            function = item.fn
            if type(function) is partial and function.func is process._process_chunk:
                arguments = item.args
                item.args = (worker.iterate(arguments[0], first_of_item), *arguments[1:])
                if worker.items is None:
                    worker.single(())
            else:
                worker.single(item.args)
        except Exception:
            pass
        return item

    return transform

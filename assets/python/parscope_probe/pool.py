"""Pool and ThreadPool: their calls in the process that makes them, and their workers."""

import sys
from _functools import partial
from _operator import itemgetter
from itertools import chain, islice, repeat

from . import connection, log, process, synchronization, threads
from .calls import calls
from .log import (
    CALLBACK, CHECKED, COLLECT, DISPATCH, INITIALIZER, MERGED, NONE, PIPE_SEND, WORTH_A_RECORD, now, pack_record,
)  # fmt: skip
from .lookup import BuiltinFunctionType, FunctionType, MethodType, asker, during, unseen, watch_attribute, watch_method
from .names import described, place, type_name
from .pickling import failed
from .worker import Worker, watch_pool

_module = None  # multiprocessing.pool

# Spans that are no further apart than the first (ns) share a record that is no longer than the second.
CLOSE, TOGETHER = 20_000, 50_000

# Of a map, so many chunks are looked at one by one when they are sent, and then so many at once, whose records may be
# longer. Results that come in are noted one by one up to that many; then only those that took long enough to unpickle.
ONE_BY_ONE, BLOCK, LONG_TOGETHER = 256, 8, 500_000

FAMILY = {"map", "map_async", "starmap", "starmap_async", "imap", "imap_unordered", "apply", "apply_async"}


def patch(module):
    global _module
    _module = module
    parameters = ("inqueue", "outqueue", "initializer", "initargs", "maxtasks", "wrap_exception")
    code = module.worker.__code__
    if code.co_varnames[: code.co_argcount] == parameters:
        process.targets.append((module.worker, _pool_of_worker, _process_begins))
        threads.targets.append((module.worker, _thread_begins))
    else:
        unseen("multiprocessing.pool.worker", "its parameters are not those that are known")
    pool = module.Pool
    watch_attribute(pool, "_processes", put=_made)
    watch_attribute(pool, "_state", put=_state_changes)
    for result in module.ApplyResult, module.IMapIterator:
        watch_attribute(result, "_job", got=_job_read, put=_job_made)
    for name in "_callback", "_error_callback":
        watch_attribute(module.ApplyResult, name, got=partial(_callback, name))
    for name, prepare in ("workers", _handles_workers), ("tasks", _handles_tasks), ("results", _handles_results):
        function = pool.__dict__.get("_handle_" + name)
        threads.targets.append((getattr(function, "__func__", function), prepare))


# The process that makes the calls.


def _made(pool, processes):
    kind = "ThreadPool" if isinstance(pool, _module.ThreadPool) else "Pool"
    start = "threads" if kind == "ThreadPool" else getattr(pool._ctx, "_name", None)
    attributes = pool.__dict__
    maxtasks = attributes.get("_maxtasksperchild")
    known = calls().pool(pool, kind, processes, start, asker(0), maxtasks)
    known.may_end = maxtasks is not None
    calls().pools[id(attributes.get("_inqueue"))] = known


def _state_changes(pool, state):
    if state in (_module.CLOSE, _module.TERMINATE):
        known = calls().pool_of(pool)
        if known.number is not None and not known.ended:
            known.ended = True
            log.log.line(pool_end=known.number, how="close" if state == _module.CLOSE else "terminate")


def _job_made(result, job):
    """A result comes into being: a call has been made."""
    frame, variables, made = asker(0), None, None
    # Method → (_map_async) → MapResult.__init__ → ApplyResult.__init__
    while frame is not None and frame.f_globals is _module.__dict__:
        name = frame.f_code.co_name
        if name == "__init__":
            made = frame
        elif name in FAMILY or name == "_map_async":
            if variables is None:
                variables = frame.f_locals
            method, last = name, frame
        frame = frame.f_back
    if variables is None:
        return
    pool = calls().pool_of(made.f_locals["pool"])
    function, kind = variables["func"], f"{pool.kind}.{method}"
    if "args" in variables:
        call, task = calls().group(kind, function, last, sends=variables["args"], **pool.known())
        log.log.add(f'{{"item":[{call},{job},{task}]}}')
        return
    if "mapper" in variables:
        chunksize, tasks = variables["chunksize"], made.f_locals["length"]
        # A chunksize of 0 or less stands for no chunks at all.
        chunksize = chunksize if type(chunksize) is int else None
    else:
        chunksize, iterable = variables["chunksize"], variables["iterable"]
        tasks = len(iterable) if type(iterable) in (list, tuple, range) else None
    items = variables["iterable"]
    sends = tuple(items[:1]) if type(items) in (list, tuple, range) else ()
    if sends and type(sends[0]) is tuple and "starmap" in method:
        sends = sends[0]
    asked = last.f_locals.get("chunksize") if last.f_code.co_name != "_map_async" else None
    if method.startswith("imap") and asked == 1:
        asked = None
    number = calls().call(kind, function, place(last), tasks=tasks, asked=asked if type(asked) is int else None,
                          chunksize=chunksize, job=job, sends=sends, **pool.known())  # fmt: skip
    calls().jobs[job] = number


def _job_read(result, job):
    """The job leaves the cache of the pool: it is done."""
    code = asker(0).f_code
    # A MapResult without chunks is done when it is made.
    if code.co_name not in ("_set", "_set_length") and code is not _module.MapResult.__init__.__code__:
        return
    call = calls().jobs.pop(job, None)
    if call is not None:
        attributes = result.__dict__
        success, value = attributes.get("_success", True), attributes.get("_value")
        returns = described(value[0]) if success and type(value) is list and value else None
        log.log.line(call_end=call, ended=now(), failed=None if success else type_name(value), returns=returns)


def _handles_workers(thread, current):
    current.role, current.quiet = "worker handler", True


def _handles_tasks(thread, current):
    current.role, current.quiet = "task handler", True
    queue, put, outqueue, pool, cache = thread._args
    pipe = getattr(put, "__self__", None)
    connection.leave_alone(pipe, stamps=True)
    thread._args = _Tasks(queue, current, pipe), put, outqueue, pool, _Cache(cache)


def _handles_results(thread, current):
    current.role, current.quiet = "result handler", True
    outqueue, get, cache = thread._args
    pipe = getattr(get, "__self__", None)
    connection.leave_alone(pipe)
    has_arrived, has = _collects(current)
    if hasattr(pipe, "_recv_bytes"):
        pipe._recv_bytes = map(has_arrived, iter(pipe._recv_bytes, object())).__next__
    # From C, as in `_Tasks`. No result is the end that `iter` waits for.
    thread._args = outqueue, map(has, iter(get, object())).__next__, cache


class _Cache:
    """Stands for the results that are waited for; the task handler asks for one only where a task can't be sent."""

    def __init__(self, cache):
        self.cache = cache

    def __getitem__(self, job):
        try:
            failed(sys.exc_info()[1])
        except Exception:
            pass
        return self.cache[job]


class _Refs:
    """Task, chunk and reference of a chunk of a job, in the process that made the call."""

    def __init__(self):
        self.calls, self.owner = calls(), log.log.pid
        self.jobs = self.calls.ref(owner=self.owner, jobs=True)
        self.job = self.job_ref = None

    def of(self, job, index):
        if job != self.job:
            if job not in self.calls.jobs:
                return index, job, self.jobs
            self.job, self.job_ref = job, self.calls.ref(owner=self.owner, job=job)
        return 0, index, self.job_ref


def _collects(lane):
    """What to hand the bytes of each result to that comes in, and what to hand the result to."""
    refs = _Refs()
    count = arrived = size = 0

    def has_arrived(file):
        nonlocal arrived, size
        size, arrived = min(file.tell(), NONE), now()
        return file

    def has(result):
        nonlocal count
        end, start = now(), arrived
        if end - start < WORTH_A_RECORD and count > ONE_BY_ONE or lane.busy or type(result) is not tuple:
            return result
        try:
            lane.busy = True
            job, index, _ = result
            start = start or end
            count += 1
            if job == refs.job:
                task, ref = 0, refs.job_ref
            else:
                task, index, ref = refs.of(job, index)
            if CHECKED or lane.position == lane.limit or lane.stack:
                if not lane.stack:
                    lane.write(COLLECT, start, end, task, index, ref, 1, size)
            else:
                pack_record(lane.memory, lane.position, start, end - start, task | 1 << 32, index | size << 32,
                            COLLECT << 32, ref, 0)  # fmt: skip
                lane.position += 56
                lane.length = length = lane.length + 1
                lane.words[lane.header + 8] = length
        except Exception:
            pass
        finally:
            lane.busy = False
        return result

    return has_arrived, has


class _Tasks:
    """Stands for the queue of calls from which the task handler takes them."""

    def __init__(self, queue, lane, pipe):
        self.queue, self.lane, self.pipe, self.refs = queue, lane, pipe, _Refs()

    def get(self):
        item = self.queue.get()
        try:
            tasks, set_length = item
            begins, ends, blocks = _dispatches(self.lane, self.refs, self.pipe)
            # From C: the program's iterator runs without a frame of the probe's below it.
            if set_length is not None or type(tasks) is list:
                return map(begins, ends(), tasks), set_length
            # A map's items were there before: making a chunk of them takes no time worth to be told apart.
            one_by_one = map(begins, ends(), islice(tasks, ONE_BY_ONE))
            return chain(one_by_one, map(itemgetter(1), zip(blocks(), tasks))), set_length
        except Exception:
            return item


def _dispatches(lane, refs, pipe):
    """What to hand each chunk of a job to before it is sent, and what to ask before each is made; and what to ask
    instead where several chunks are sent at once.

    Chunks that are sent one right after the other share a record.
    """
    job = index = start = 0
    # Of those that are not written: the first, how many, when the first began and the last ended.
    first = count = began = ended = 0

    def begins(_, task):
        nonlocal job, index, start
        job, index = task[0], task[1]
        lane.stamp = 0
        start = now()
        return task

    def write(kind, begin, end, number, count):
        task, chunk, ref = refs.of(job, number)
        lane.span(kind, begin, end, task, chunk, ref, count, 0, MERGED if count > 1 else 0)

    def ends():
        nonlocal start, first, count, began, ended
        try:
            while True:
                if start:
                    end, pickled = now(), lane.stamp
                    sends = pickled and end - pickled >= WORTH_A_RECORD
                    if count and (sends or start - ended >= CLOSE or end - began >= TOGETHER):
                        write(DISPATCH, began, ended, first, count)
                        count = 0
                    if sends:
                        write(DISPATCH, start, pickled, index, 1)
                        write(PIPE_SEND, pickled, end, index, 0)
                    else:
                        if not count:
                            first, began = index, start
                        count += 1
                        ended = end
                    start = 0
                yield None
        finally:
            if count:
                write(DISPATCH, began, ended, first, count)

    def blocks():
        nonlocal count
        if count:
            write(DISPATCH, began, ended, first, count)
            count = 0
        number, sent, kind, begin, block = index + 1, 0, DISPATCH, now(), None
        end = begin
        connection.leave_alone(pipe)
        try:
            while True:
                block = repeat(None, BLOCK)
                yield from block
                after = now()
                # Chunks that take longer than that wait for room in the pipe.
                is_kind = PIPE_SEND if after - end >= BLOCK * WORTH_A_RECORD else DISPATCH
                if sent and (is_kind != kind or after - begin >= LONG_TOGETHER):
                    write(kind, begin, end, number, sent)
                    number, sent, begin = number + sent, 0, end
                kind = is_kind
                sent += BLOCK
                end = after
        finally:
            if sent:
                write(kind, begin, end, number, sent)
            # The last time that this was asked, there was no other chunk.
            rest = BLOCK - 1 - block.__length_hint__()
            if rest > 0:
                write(DISPATCH, end, now(), number + sent, rest)
            connection.leave_alone(pipe, stamps=True)

    return begins, ends, blocks


def _callback(name, result, callback):
    # The truth of another object might be up to a method of the program's.
    if type(callback) not in (FunctionType, MethodType, BuiltinFunctionType) or asker(0).f_code.co_name != "_set":
        return None
    # It is looked up to see whether there is one, and once more to be called.
    current, asked = log.lane(), (name, id(result))
    if current.asked != asked:
        current.asked = asked
        return None
    current.asked = None
    return during(CALLBACK, callback)


# Workers.


def _pool_of_worker(worker_process, frame):
    return calls().pools.get(id(worker_process.__dict__["_args"][0]))


def _process_begins(worker_process, current, owner):
    inqueue, outqueue, initializer = worker_process._args[:3]
    worker = current.worker = Worker(current, None, owner)
    current.role = "worker"
    if type(inqueue) is type(outqueue) is _simple_queue() and not current.busy:
        for lock in inqueue._rlock, outqueue._wlock:
            synchronization.leave_alone(lock)
        for pipe in inqueue._reader, outqueue._writer:
            connection.leave_alone(pipe)
        # These objects end with the process, as they would anyway.
        methods = watch_pool(worker, _module, inqueue.get, outqueue.put, inqueue._reader)
        inqueue.get, outqueue.put = methods
    else:
        unseen("multiprocessing.pool.worker", "its queues are not those that are known")
    if initializer is not None:
        worker.turn(INITIALIZER)


def _simple_queue():
    module = sys.modules.get("multiprocessing.queues")
    return module and module.SimpleQueue


def _thread_begins(thread, current):
    inqueue, outqueue, initializer, *rest = thread._args
    if current.busy:
        return
    worker = Worker(current, None, log.log.pid)
    current.role = "worker"
    get, put = watch_pool(worker, _module, inqueue.get, outqueue.put)
    thread._args = (_Queue(get=get), _Queue(put=put), initializer, *rest)
    if initializer is not None:
        worker.turn(INITIALIZER)


class _Queue:
    """Stands for a queue of a ThreadPool in one of its workers."""

    def __init__(self, **methods):
        self.__dict__.update(methods)

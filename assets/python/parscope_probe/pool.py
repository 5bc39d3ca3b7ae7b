"""Pool and ThreadPool: their calls in the process that makes them, and their workers."""

import sys

from . import log, process, threads
from .calls import calls
from .log import CALLBACK, COLLECT, DISPATCH, MERGED, PIPE_SEND, now
from .lookup import BuiltinFunctionType, FunctionType, MethodType, asker, during, unseen, watch_attribute, watch_method
from .names import place, type_name
from .pickling import failed
from .worker import Worker, pool_transform

_module = None  # multiprocessing.pool

# Spans that are no further apart than the first (ns) share a record that is no longer than the second.
CLOSE, TOGETHER = 20_000, 50_000

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
        watch_attribute(module.ApplyResult, name, got=_callback)
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
        call, task = calls().group(kind, function, last, **pool.known())
        log.log.add(f'{{"item":[{call},{job},{task}]}}')
        return
    if "mapper" in variables:
        chunksize, tasks = variables["chunksize"], made.f_locals["length"]
        # A chunksize of 0 or less stands for no chunks at all.
        chunksize = chunksize if type(chunksize) is int else None
    else:
        chunksize, iterable = variables["chunksize"], variables["iterable"]
        tasks = len(iterable) if type(iterable) in (list, tuple, range) else None
    asked = last.f_locals.get("chunksize") if last.f_code.co_name != "_map_async" else None
    if method.startswith("imap") and asked == 1:
        asked = None
    number = calls().call(kind, function, place(last), tasks=tasks, asked=asked if type(asked) is int else None,
                          chunksize=chunksize, job=job, **pool.known())  # fmt: skip
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
        error = None if attributes.get("_success", True) else type_name(attributes.get("_value"))
        log.log.line(call_end=call, ended=now(), failed=error)


def _handles_workers(thread, current):
    current.role, current.quiet = "worker handler", True


def _handles_tasks(thread, current):
    current.role, current.quiet = "task handler", True
    queue, put, outqueue, pool, cache = thread._args
    thread._args = _Tasks(queue, current), put, outqueue, pool, _Cache(cache)


def _handles_results(thread, current):
    current.role, current.quiet = "result handler", True
    outqueue, get, cache = thread._args
    collect = _Collect(current)
    # From C, as in `_Tasks`. No result is the end that `iter` waits for.
    thread._args = outqueue, map(collect.has, iter(get, object())).__next__, cache


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


class _Merged:
    """Spans of one kind that follow each other closely share a record: chunks of one job, one after the other."""

    def __init__(self, lane, kind):
        self.lane, self.kind = lane, kind
        self.count = self.start = self.end = self.size = 0
        self.job = self.index = None
        self.refs = _Refs()

    def add(self, start, end, job, index, size):
        if self.count:
            if job == self.job and index == self.index + self.count and start - self.end < CLOSE \
                    and end - self.start < TOGETHER:  # fmt: skip
                self.count += 1
                self.end = end
                self.size += size
                return
            self.write()
        self.start, self.end, self.job, self.index, self.size, self.count = start, end, job, index, size, 1
        if end - start >= TOGETHER:
            self.write()

    def write(self):
        if self.count:
            count = self.count
            task, chunk, ref = self.refs.of(self.job, self.index)
            self.lane.span(self.kind, self.start, self.end, task, chunk, ref, count, self.size,
                           MERGED if count > 1 else 0)  # fmt: skip
            self.count = 0


class _Collect:
    """Results that come in."""

    def __init__(self, lane):
        self.lane, self.refs = lane, _Refs()

    def has(self, result):
        try:
            if type(result) is tuple:
                end = now()
                lane = self.lane
                if not lane.stack and not lane.busy:
                    lane.write(COLLECT, lane.stamp or end, end, *self.refs.of(result[0], result[1]), 1)
        except Exception:
            pass
        return result


class _Tasks:
    """Stands for the queue of calls from which the task handler takes them."""

    def __init__(self, queue, lane):
        self.queue, self.lane = queue, lane

    def get(self):
        item = self.queue.get()
        try:
            tasks, set_length = item
            dispatch = _Dispatch(self.lane)
            # From C: the program's iterator runs without a frame of the probe's below it.
            return map(dispatch.begins, dispatch.ends(), tasks), set_length
        except Exception:
            return item


class _Dispatch:
    def __init__(self, lane):
        self.lane, self.start = lane, 0
        self.merged = _Merged(lane, DISPATCH)

    def begins(self, _, task):
        self.job, self.index = task[0], task[1]
        self.lane.stamp = 0
        self.start = now()
        return task

    def ends(self):
        """Is asked for an item before each task is made."""
        lane, merged = self.lane, self.merged
        try:
            while True:
                if self.start:
                    end, pickled = now(), lane.stamp
                    if pickled and end - pickled >= log.WORTH_A_RECORD:
                        merged.add(self.start, pickled, self.job, self.index, 0)
                        merged.write()
                        lane.span(PIPE_SEND, pickled, end, *merged.refs.of(self.job, self.index))
                    else:
                        merged.add(self.start, end, self.job, self.index, 0)
                    self.start = 0
                yield None
        finally:
            merged.write()


def _callback(result, callback):
    # The truth of another object might be up to a method of the program's.
    if type(callback) in (FunctionType, MethodType, BuiltinFunctionType) and asker(0).f_code.co_name == "_set":
        return during(CALLBACK, callback)


# Workers.


def _pool_of_worker(worker_process, frame):
    return calls().pools.get(id(worker_process.__dict__["_args"][0]))


def _worker(current, owner, initializer, *queues):
    worker = current.worker = Worker(current, _module.worker.__code__, owner)
    current.role = "worker"
    worker.transform = pool_transform(worker, _module)
    worker.began(initializer, *queues)
    return worker


def _process_begins(worker_process, current, owner):
    inqueue, outqueue, initializer = worker_process._args[:3]
    _worker(current, owner, initializer, inqueue, outqueue)


def _thread_begins(thread, current):
    worker = _worker(current, log.log.pid, thread._args[2])
    current.worker = None  # its queues are told apart by standing for them
    inqueue, outqueue, *rest = thread._args
    thread._args = (_Inqueue(inqueue, worker), _Outqueue(outqueue, worker), *rest)


class _Inqueue:
    def __init__(self, queue, worker):
        self.queue, self.worker = queue, worker

    def get(self):
        self.worker.asks()
        return self.worker.transform(self.queue.get())


class _Outqueue:
    def __init__(self, queue, worker):
        self.queue, self.worker = queue, worker

    def put(self, result):
        try:
            self.worker.sends(result[2][0])
        except Exception:
            pass
        self.queue.put(result)

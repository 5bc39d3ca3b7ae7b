"""The executors of concurrent.futures."""

from _functools import partial

from . import log, process, threads
from .calls import calls
from .log import FAILED, TASK, WAIT, argument, lane, now
from .lookup import asker, before, unseen, watch_assignment, watch_attribute, watch_method
from .names import place
from .worker import Worker, executor_transform

_process_module = None  # concurrent.futures.process


def patch(module):
    {"_base": _patch_base, "process": _patch_process, "thread": _patch_thread}[module.__name__.rpartition(".")[2]](module)


def _patch_base(module):
    watch_method(module.Executor, "map", _maps, ("self", "fn"))


def _patch_process(module):
    global _process_module
    _process_module = module
    parameters = ("call_queue", "result_queue", "initializer", "initargs")
    code = module._process_worker.__code__
    if code.co_varnames[: code.co_argcount][:4] == parameters and hasattr(module, "_process_chunk"):
        process.targets.append((module._process_worker, _pool_of_worker, _process_begins))
    else:
        unseen("concurrent.futures.process._process_worker", "its parameters are not those that are known")
    executor = module.ProcessPoolExecutor
    watch_attribute(executor, "_mp_context", put=_process_pool_made)
    watch_assignment(executor, "_queue_count", _submitted_to_processes)
    watch_assignment(executor, "_shutdown_thread", _shuts_down)


def _patch_thread(module):
    executor = module.ThreadPoolExecutor
    watch_attribute(executor, "_max_workers", put=_thread_pool_made)
    watch_attribute(executor, "_work_queue", got=_submitted_to_threads)
    watch_assignment(executor, "_shutdown", _shuts_down)
    watch_method(module._WorkItem, "run", _runs, ("self",))
    threads.targets.append((module._worker, _thread_begins))


# The process that makes the calls.


def _kind(executor):
    for kind in type(executor).__mro__:
        if kind.__module__.startswith("concurrent.futures"):
            return kind.__name__
    return "Executor"


def _process_pool_made(executor, context):
    calls().pool(executor, _kind(executor), executor.__dict__.get("_max_workers"), getattr(context, "_name", None),
                 asker(0)).may_end = True  # fmt: skip


def _thread_pool_made(executor, workers):
    kind = _kind(executor)
    calls().pool(executor, kind, workers, "interpreters" if kind.startswith("Interpreter") else "threads", asker(0))


def _shuts_down(executor, value):
    if value:
        tell_map()
        pool = calls().pool_of(executor)
        if pool.number is not None and not pool.ended:
            pool.ended = True
            log.log.line(pool_end=pool.number, how="shutdown")


class _Map:
    """A call of `Executor.map` while it submits its chunks."""

    def __init__(self):
        self.call = self.function = None
        self.chunks = self.tasks = self.told = 0

    def tell(self):
        if self.call is not None and self.told < self.chunks:
            self.told = self.chunks
            log.log.line(work=[self.call, self.pool, self.first, self.chunks, self.chunksize, self.tasks])


def tell_map():
    """Tells how many chunks the last map of this thread has: it has submitted them, or is about to wait."""
    current = getattr(log.log.local, "map", None)
    if current is not None:
        current.tell()


threads.waits.append(tell_map)


def _maps(function, executor):
    """The method is looked up, by the program itself: what it gets is the method, and no more."""
    tell_map()
    log.log.local.map = _Map()


def _submitted(executor, number, frame):
    """A work item has come into being, in `submit`."""
    variables = frame.f_locals
    function, pool = variables["fn"], calls().pool_of(executor)
    by = frame.f_back
    if by.f_globals.get("__name__") != "concurrent.futures._base":
        tell_map()
        call, task = calls().group(pool.kind + ".submit", function, by, sends=tuple(variables["args"]), **pool.known())
        log.log.line(work=[call, pool.number, number, 1, 1, task])
        return
    current = getattr(log.log.local, "map", None)
    if current is None or current.function not in (None, id(function)):
        # The method was looked up once and is called again.
        tell_map()
        current = log.log.local.map = _Map()
    current.function, tasks, sends = id(function), 1, tuple(variables["args"])
    is_chunk = _process_module is not None and type(function) is partial and (
        function.func is getattr(_process_module, "_process_chunk", None)
    )  # fmt: skip
    if is_chunk:
        function, tasks, sends = function.args[0], len(variables["args"][0]), variables["args"][0][0]
    if current.call is None:
        asked = _chunksize(by) if is_chunk else None
        current.pool, current.first, current.chunksize = pool.number, number, asked or 1
        current.call = calls().call(pool.kind + ".map", function, place(by), asked=None if asked == 1 else asked,
                                    chunksize=asked or 1, sends=sends, **pool.known())  # fmt: skip
    current.chunks += 1
    current.tasks += tasks
    if current.chunks < 16 or not current.chunks & (current.chunks - 1):
        current.tell()


def _chunksize(frame):
    """That of the `map` of a ProcessPoolExecutor that is under way."""
    while frame is not None and frame.f_globals is not _process_module.__dict__:
        frame = frame.f_back
    chunksize = frame.f_locals.get("chunksize") if frame is not None else None
    return chunksize if type(chunksize) is int else None


def _submitted_to_processes(executor, number):
    if number > 0:
        _submitted(executor, number - 1, asker(0))


def _submitted_to_threads(executor, queue):
    frame = asker(0)
    if frame.f_code.co_name == "submit" and "w" in frame.f_locals:
        item = frame.f_locals["w"]
        pool = calls().pool_of(executor)
        number = calls().take(pool.items)
        # Not by its `__dict__`: that would come into being, and without a GIL what it has would be let go later.
        item._parscope = pool.number, number
        _submitted(executor, number, frame)


# Workers.


def _pool_of_worker(worker_process, frame):
    while frame is not None:
        if frame.f_globals is _process_module.__dict__:
            executor = frame.f_locals.get("self")
            pool = calls().pools.get(id(executor))
            if pool is not None:
                return pool
        frame = frame.f_back


def _process_begins(worker_process, current, owner):
    worker = current.worker = Worker(current, _process_module._process_worker.__code__, owner)
    current.role = "worker"
    worker.transform = executor_transform(worker, _process_module)
    call_queue, result_queue, initializer = worker_process._args[:3]
    worker.began(initializer, call_queue, result_queue)


def _thread_begins(thread, current):
    current.role, current.stamp = "worker", now()


def _runs(function, item):
    """A worker of a ThreadPoolExecutor takes a work item; the same function runs the next moment."""
    pool, number = item._parscope
    current = lane()
    at = now()
    if current.stamp and not current.stack:
        current.span(WAIT, current.stamp, at)
    current.depth = current.begin(TASK, 0, number, calls().ref(owner=log.log.pid, pool=pool), at=at)
    arguments, task = getattr(item, "args", None), getattr(item, "task", None)
    if type(task) is tuple and len(task) == 3:  # from 3.14 on: function, arguments, keywords
        arguments = task[1]
    current.item = argument(arguments[0]) if arguments else (0, 0)
    return before(_has_run, function, item)


def _has_run(item):
    current = lane()
    flags, word = current.item
    if item.future._exception is not None:
        flags |= FAILED
    cancelled = item.future._state in ("CANCELLED", "CANCELLED_AND_NOTIFIED")
    current.stamp = now()
    current.end(current.depth, current.stamp, count=0 if cancelled else 1, flags=flags, argument=word)

"""Signatures, names, sources and types of what programs look into."""

import concurrent.futures
import inspect
import multiprocessing.managers
import multiprocessing.pool
import multiprocessing.queues
import multiprocessing.reduction
import multiprocessing.synchronize
import os
import pickle
import queue
import subprocess
import threading
from concurrent.futures import process, thread
from multiprocessing.reduction import ForkingPickler

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def describe(owner, name):
    function = getattr(owner, name)
    kind = type(function).__name__
    try:
        text = f"{inspect.signature(function)} {len(inspect.getsource(function))}"
    except (TypeError, ValueError, OSError) as error:
        text = type(error).__name__
    names = [getattr(function, key, None) for key in ("__module__", "__qualname__")]
    code = getattr(function, "__code__", None)
    print(*names, kind, text, code and code.co_name, code and code.co_argcount)
    print("   ", sorted(getattr(function, "__dict__", [])), len(function.__doc__ or ""))


if __name__ == "__main__":
    owners = [
        multiprocessing.pool,
        multiprocessing.pool.Pool,
        multiprocessing.pool.ThreadPool,
        multiprocessing.pool.ApplyResult,
        multiprocessing.pool.MapResult,
        multiprocessing.pool.IMapIterator,
        multiprocessing.process.BaseProcess,
        multiprocessing.connection.Connection,
        multiprocessing.reduction.ForkingPickler,
        multiprocessing.synchronize.SemLock,
        multiprocessing.managers.BaseProxy,
        multiprocessing.queues.SimpleQueue,
        concurrent.futures.Future,
        process,
        process.ProcessPoolExecutor,
        thread,
        thread._WorkItem,
        threading.Thread,
        threading.Condition,
        threading.Event,
        queue.Queue,
        subprocess.Popen,
    ]
    for owner in owners:
        print(
            owner.__name__,
            [getattr(base, "__name__", base) for base in getattr(owner, "__mro__", [])],
        )
        for name in sorted(vars(owner)):
            function = getattr(owner, name, None)
            if inspect.isroutine(function) and function.__module__ == getattr(
                owner, "__module__", owner.__name__
            ):
                describe(owner, name)
    print(type(ForkingPickler.dumps).__name__, type(ForkingPickler.loads).__name__)
    for function in os.system, os.fork, os.execv, os._exit, os.posix_spawn:
        print(type(function).__name__, function.__module__, function.__name__)
    worker = multiprocessing.pool.worker
    print(pickle.loads(pickle.dumps(worker)) is worker, pickle.dumps(worker, 0))
    with context.Pool(1) as pool:
        print(sorted(vars(pool)), type(pool._inqueue).__name__, type(pool._taskqueue))
        print(pool._inqueue._reader.readable, type(pool._quick_put).__name__)
        print(
            type(pool._pool[0]).__name__, pool._processes, sorted(vars(pool._pool[0]))
        )
        methods = (
            pool.map,
            pool.apply_async,
            pool.close,
            pool._inqueue.put,
            pool.terminate,
        )
        methods += pool._pool[0].start, pool._pool[0].is_alive, pool._outqueue.get
        for method in methods + (context.Queue().put, context.Pipe()[0].send):
            print(method.__qualname__, inspect.signature(method), type(method).__name__)
        print(
            type(pool.map_async(abs, [1])).__name__, type(pool.imap(abs, [1])).__name__
        )
    parts = [(threading.Thread(), "start run join"), (threading.Event(), "wait set")]
    parts += [(threading.Condition(), "wait notify"), (queue.Queue(), "get put join")]
    parts += [(context.Lock(), "acquire __enter__"), (context.Event(), "wait set")]
    parts += [(concurrent.futures.Future(), "result add_done_callback")]
    parts += [(thread.ThreadPoolExecutor(1), "map submit shutdown")]
    parts += [(process.ProcessPoolExecutor(1, context), "map submit shutdown")]
    for thing, names in parts:
        for name in names.split():
            method = getattr(thing, name)
            print(type(thing).__name__, name, getattr(method, "__qualname__", None))
            print(
                "   ", getattr(method, "__self__", None) is thing, type(method).__name__
            )
            print("   ", len(method.__doc__ or ""), method == getattr(thing, name))

"""Programs and test suites that replace parts of the standard library themselves."""

import multiprocessing.connection
import multiprocessing.pool
import os
import threading
from multiprocessing.reduction import ForkingPickler
from unittest import mock

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
seen = []


def noted(name, original):
    def replacement(*args, **kwargs):
        seen.append(name)
        return original(*args, **kwargs)

    return replacement


def work(pool):
    return pool.map(abs, range(4), chunksize=2), pool.apply(abs, (-1,))


if __name__ == "__main__":
    targets = [
        (multiprocessing.pool.Pool, "_map_async"),
        (multiprocessing.pool.Pool, "apply_async"),
        (multiprocessing.pool.ApplyResult, "wait"),
        (multiprocessing.process.BaseProcess, "start"),
        (multiprocessing.connection._ConnectionBase, "send"),
        (multiprocessing.connection.Connection, "_send_bytes"),
        (threading.Thread, "start"),
        (threading.Event, "wait"),
    ]
    for owner, name in targets:
        original = owner.__dict__[name]
        with mock.patch.object(owner, name, noted(name, original)):
            with context.Pool(1) as pool:
                print(work(pool))
        print(name, name in seen, owner.__dict__[name] is original)
    dumps = ForkingPickler.dumps
    ForkingPickler.dumps = staticmethod(noted("dumps", dumps))
    with context.Pool(1) as pool:
        print(work(pool), "dumps" in seen)
    ForkingPickler.dumps = dumps
    with mock.patch("multiprocessing.pool.worker", autospec=True) as worker:
        print(worker.call_count, type(worker).__name__)
    with mock.patch("os.fork", side_effect=OSError("no more processes")):
        try:
            multiprocessing.get_context("fork").Process(target=abs).start()
        except OSError as error:
            print(error)
    with mock.patch("multiprocessing.Pool") as Pool:
        Pool.return_value.map.return_value = [7]
        print(multiprocessing.Pool(2).map(abs, [1]))
    with mock.patch.multiple(
        "time",
        time=noted("time", str),
        monotonic_ns=noted("now", str),
        thread_time_ns=None,
    ):
        with multiprocessing.pool.ThreadPool(1) as pool:
            print(work(pool))
    print(pool)

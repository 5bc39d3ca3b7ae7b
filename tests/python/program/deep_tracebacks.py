"""Tracebacks of tasks: chained, with causes, through many frames, in every place."""

import multiprocessing.pool
import os
import sys
import threading
import traceback
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, wait

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def descend(depth):
    if depth == 0:
        try:
            [].pop()
        except IndexError as error:
            raise KeyError("chained") from error
    try:
        descend(depth - 1)
    except KeyError:
        if depth == 2:
            raise ValueError("while handling")  # noqa: B904
        raise


def frames(error):
    return [
        (os.path.basename(frame.filename), frame.name, frame.line)
        for frame in traceback.extract_tb(error.__traceback__)
    ]


def report(call, *args):
    try:
        call(*args)
    except Exception as error:
        print(call.__name__, *frames(error), sep="\n  ")
        print(error.__cause__, error.__context__, sep="\n")
        traceback.print_exc()


if __name__ == "__main__":
    sys.excepthook = lambda *error: traceback.print_exception(*error, limit=9)
    with context.Pool(1) as pool:
        report(pool.map, descend, [3])
        report(pool.apply, descend, (2,))
        report(lambda: list(pool.imap(descend, [1])))
        report(lambda: list(pool.imap_unordered(descend, [1], 2)))
    for executor in ProcessPoolExecutor(1, context), ThreadPoolExecutor(1):
        with executor:
            future = executor.submit(descend, 3)
            wait([future])
            report(future.result)
    for Worker in context.Process, threading.Thread:
        worker = Worker(target=descend, args=(3,), name="worker")
        worker.start()
        worker.join()
    with multiprocessing.pool.ThreadPool(1) as pool:
        pool.map(descend, [1])

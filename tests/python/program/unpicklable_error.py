"""Exceptions and results that cannot be pickled, or not be read again."""

import multiprocessing
import os
import threading

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


class Unpicklable(Exception):
    def __reduce__(self):
        raise TypeError("no way")


class Unreadable(Exception):
    def __init__(self, one, two):
        super().__init__(one)


def fail(kind):
    if kind == "lambda":
        return lambda: None
    if kind == "lock":
        return threading.Lock()
    raise Unpicklable(kind) if kind == "error" else Unreadable(kind, kind)


if __name__ == "__main__":
    pool = context.Pool(1)
    for kind in "lambda", "lock", "error":
        for call in pool.apply, pool.map:
            try:
                call(fail, (kind,))
            except Exception as error:
                print(type(error).__name__, error)
            except BaseException as error:
                print("not an Exception", error)
    for kind in "lambda", "error":
        result = pool.map_async(fail, [kind] * 3, chunksize=2)
        try:
            result.get(5)
        except Exception as error:
            print(type(error).__name__, error)
    result = pool.apply_async(fail, ("unreadable",))
    try:
        print(result.get(0.3))
    except multiprocessing.TimeoutError:
        print("lost", flush=True)  # the thread that reads results has ended
    pool._worker_handler._state = multiprocessing.pool.TERMINATE  # it would start others
    for worker in pool._pool:
        worker.kill()
    os._exit(4)

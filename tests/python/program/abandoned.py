"""Iterators left halfway, pools ended with work undone, results asked for too soon."""

import multiprocessing
import os
import time
from concurrent.futures import (
    CancelledError,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def slow(number):
    time.sleep(0.02)
    return number


def show(call, *args):
    try:
        print(call(*args))
    except (multiprocessing.TimeoutError, CancelledError, ValueError) as error:
        print(type(error).__name__, error)


if __name__ == "__main__":
    with context.Pool(2) as pool:
        iterator = pool.imap(slow, range(1000))
        print([next(iterator) for _ in range(3)])
        del iterator
        later = pool.imap(slow, range(3))
        show(later.next, 0.01)
        waiting = pool.apply_async(slow, (1,))
        show(waiting.get, 0.01)
        show(waiting.successful)
        print(waiting.ready(), len(repr(waiting)) > 0)
        pool.map_async(slow, range(1000), chunksize=10)
    pool = context.Pool(2)
    unordered = pool.imap_unordered(slow, range(8), chunksize=3)
    print(next(unordered) % 3)
    pool.close()
    print(len(list(unordered)))
    pool.join()
    for executor in ThreadPoolExecutor(1), ProcessPoolExecutor(1, context):
        with executor:
            futures = [executor.submit(slow, number) for number in range(6)]
            while not (futures[0].running() or futures[0].done()):
                time.sleep(0.001)
            print([future.cancel() for future in futures][-1], futures[0].result())
            show(futures[-1].result)
            done, undone = wait(futures)
            print(len(done), len(undone))
            results = executor.map(slow, range(100))
            print(next(results), next(results))
            results.close()
            iterator = executor.map(slow, range(3), timeout=0.001)
            try:
                print(list(iterator))
            except Exception as error:
                print(type(error).__name__)
        try:
            executor.submit(slow, 1)
        except RuntimeError as error:
            print(error)

"""Callbacks that raise, that are slow, that ask for more work."""

import multiprocessing
import os
import threading
from concurrent.futures import ThreadPoolExecutor, wait

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def fails(number):
    raise ValueError(number)


def refuse(result):
    raise LookupError(f"callback of {result}")


if __name__ == "__main__":
    with context.Pool(1) as pool:
        collected = []
        for number in range(5):
            pool.apply_async(abs, (number,), callback=collected.append)
        pool.map_async(abs, range(3), callback=collected.extend)
        failed = pool.apply_async(
            fails, (1,), callback=refuse, error_callback=collected.append
        )
        failed.wait()
        pool.close()
        pool.join()
        print(collected)
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(abs, -1)
        wait([future])
        future.add_done_callback(refuse)  # logged, and that is all
        future.add_done_callback(lambda future: print("done", future.result()))
        chained = []
        future.add_done_callback(lambda _: chained.append(executor.submit(abs, -7)))
        print(chained[0].result())
    ended = threading.Event()
    threading.excepthook = lambda error: (
        print(error.exc_type.__name__, error.exc_value),
        ended.set(),
    )
    pool = context.Pool(1)
    result = pool.apply_async(abs, (-3,), callback=refuse)
    ended.wait(5)  # the thread that handles results is gone
    try:
        print(result.get(0.1))
    except multiprocessing.TimeoutError:
        print("no result")
    print(pool.apply_async(abs, (-3,)).ready(), flush=True)
    for worker in pool._pool:
        worker.kill()
    os._exit(0)

"""How deep a task may recurse, and what is pickled too deep."""

import multiprocessing
import os
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def depth(number):
    try:
        return depth(number + 1)
    except RecursionError:
        return number


def nested(levels):
    result = []
    for _ in range(levels):
        result = [result]
    return result


def recurse(number):
    return recurse(number + 1)


def show(call, *args):
    try:
        result = call(*args)
        print(result if isinstance(result, (int, list)) and result != [] else "done")
    except RecursionError as error:
        print(type(error).__name__, str(error)[:40])


if __name__ == "__main__":
    sys.setrecursionlimit(400)
    print(depth(0))
    with context.Pool(1, sys.setrecursionlimit, (300,)) as pool:
        print(pool.map(depth, [0, 0]), pool.apply(depth, (0,)))
        print(list(pool.imap(depth, [0, 0])), pool.starmap(depth, [(0,)]))
        show(pool.apply, recurse, (0,))
        show(pool.apply, len, (nested(5000),))
    with ProcessPoolExecutor(1, context) as executor:
        print(executor.submit(depth, 0).result() > 100)
    with ThreadPoolExecutor(1) as executor:
        print(executor.submit(depth, 0).result())
    found = []
    thread = threading.Thread(target=lambda: found.append(depth(0)))
    thread.start()
    thread.join()
    print(found)
    process = context.Process(target=recurse, args=(0,), name="deep")
    process.start()
    process.join()
    print(process.exitcode)

    def calls(number):
        """Starts a pool's call from ever deeper, until it is too deep."""
        try:
            return calls(number + 1)
        except RecursionError:
            return number

    print(calls(0))

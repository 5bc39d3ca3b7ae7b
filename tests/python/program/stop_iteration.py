"""A function that raises StopIteration or GeneratorExit, by every method."""

import concurrent.futures
import multiprocessing
import os
from multiprocessing.pool import ThreadPool

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def stop(number):
    if number == 3:
        raise StopIteration(number)
    return number


def leave(number):
    if number == 3:
        raise GeneratorExit(number)
    return number


def show(call, *args):
    try:
        print(call.__name__, list(call(*args)))
    except BaseException as error:
        print(call.__name__, repr(error))


def run(pool):
    for chunksize in 1, 2, 4, 100:
        show(pool.map, stop, range(6), chunksize)
        show(pool.starmap, stop, [(number,) for number in range(6)], chunksize)
        show(pool.imap, stop, range(6), chunksize)
    show(pool.apply, stop, (3,))


if __name__ == "__main__":
    with context.Pool(1) as pool:
        run(pool)
    with ThreadPool(1) as pool:
        run(pool)
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        show(executor.map, stop, range(6))
        show(executor.map, leave, range(6))
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as executor:
        for chunksize in 1, 2, 100:
            show(lambda f, n: executor.map(f, n, chunksize=chunksize), stop, range(6))

"""A pool in a worker is refused; threads, and a map from a callback, are not."""

import multiprocessing
import os
import threading
from multiprocessing.pool import ThreadPool

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def square(number):
    return number * number


def inner(number):
    try:
        with context.Pool(2) as pool:
            return pool.map(square, range(number))
    except AssertionError as error:
        return str(error)


def threads(number):
    with ThreadPool(2) as pool:
        return sum(pool.map(square, range(number), chunksize=1))


def nested(pool):
    print("in a process:", pool.map(inner, [2, 3]))


if __name__ == "__main__":
    with context.Pool(2) as pool:
        print(pool.map(inner, [1, 2]))
        print(pool.map(threads, range(6), chunksize=1))
        with ThreadPool(3) as outer:
            print(outer.map(lambda number: pool.map(square, range(number)), range(5)))
        done, again = threading.Event(), []

        def callback(result):
            again.append((result, pool.map_async(square, range(3))))
            done.set()

        pool.apply_async(square, (5,), callback=callback)
        done.wait()
        print(again[0][0], again[0][1].get())
    with ThreadPool(1) as pool:
        print(pool.map(inner, [2, 3]))

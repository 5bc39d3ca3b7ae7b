"""An initializer that raises in the first worker: the pool replaces it."""

import multiprocessing
import os

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
ready = None


def initialize(starts, name):
    global ready
    with starts.get_lock():
        starts.value += 1
        first = starts.value == 1
    if first:
        raise ConnectionError("the first worker finds nothing")
    ready = name


def task(number):
    return ready, number


if __name__ == "__main__":
    starts = context.Value("i", 0)
    with context.Pool(1, initialize, (starts, "settings")) as pool:
        print(pool.map(task, range(3)))
    print(starts.value, "starts")
    try:
        context.Pool(1, initializer=7)
    except TypeError as error:
        print(error)

"""Pools that nobody closes: as a class attribute, with __del__, at exit."""

import multiprocessing
import os
import warnings

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


class Square:
    def square(self, number):
        return number * number


class Service:
    pool = None

    def __init__(self):
        if Service.pool is None:
            Service.pool = context.Pool(2)
        self.own = context.Pool(1)

    def __del__(self):
        self.own.close()
        self.own.join()
        os.write(1, b"service ends\n")

    def compute(self, numbers):
        return Service.pool.map(self.square, numbers)

    def __reduce__(self):
        return Square, ()

    def square(self, number):
        return number * number


if __name__ == "__main__":
    warnings.simplefilter("always")
    service = Service()
    print(len(service.compute([1, 2, 3])), Service.pool)
    service = None
    forgotten = context.Pool(1)
    print(forgotten.map(abs, [-1]), forgotten)
    del forgotten
    closed = context.Pool(1)
    closed.close()
    for call in (closed.map, closed.apply), (closed.imap, closed.starmap):
        for method in call:
            try:
                method(abs, [1])
            except ValueError as error:
                print(error)
    closed.join()
    print(closed)
    print(Service.pool.map_async(abs, [-1]).get(), "main ends", flush=True)

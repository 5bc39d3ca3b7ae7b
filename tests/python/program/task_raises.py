"""Exceptions of tasks reach the caller by every method, traceback and all."""

import multiprocessing
import os
import traceback

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


class Refused(Exception):
    def __init__(self, number, reason):
        super().__init__(number, reason)
        self.number = number


def third(number):
    if number % 3 == 2:
        raise Refused(number, "one of three")
    return number


def show(call, *args, **kwargs):
    try:
        print(call.__name__, call(*args, **kwargs))
    except Exception:
        traceback.print_exc()


if __name__ == "__main__":
    with context.Pool(1) as pool:
        show(pool.map, third, range(6))
        show(pool.map, third, range(2), chunksize=1)
        show(pool.starmap, third, [(1,), (2,)])
        show(pool.apply, third, (5,))
        show(pool.apply, third, (1,), {"no": "such argument"})
        for chunksize in 1, 3:
            iterator = pool.imap(third, range(9), chunksize)
            for _ in range(9):
                show(iterator.__next__)
        errors = []
        waiting = [
            pool.apply_async(third, (number,), error_callback=errors.append)
            for number in range(6)
        ]
        for result in waiting:
            result.wait()
            print(result.successful())
        print(sorted(error.number for error in errors), errors[0].__cause__)
        pool.map(third, [1, 2])

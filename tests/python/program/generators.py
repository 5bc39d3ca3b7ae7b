"""Generators as iterables: endless, failing midway, used up, with clean-up."""

import itertools
import multiprocessing
import os

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def numbers(last, fails=False):
    try:
        for number in range(last):
            yield number
        if fails:
            raise LookupError("no more numbers")
    finally:
        print("generator closed after", number)


def double(number):
    return 2 * number


def add(one, two):
    return one + two


if __name__ == "__main__":
    with context.Pool(2) as pool:
        print(pool.map(double, numbers(5), chunksize=2))
        print(pool.starmap(add, zip(numbers(3), itertools.count())))
        print(list(pool.imap(double, numbers(5))))
        print(list(pool.imap(double, numbers(5), chunksize=2)))
        print(sorted(pool.imap_unordered(double, numbers(7), chunksize=3)))
        print(pool.map(double, []), list(pool.imap(double, iter(()))))
        for chunksize in 1, 2:
            results = pool.imap(double, numbers(3, fails=True), chunksize)
            seen = []
            try:
                for result in results:
                    seen.append(result)
            except LookupError as error:
                print(seen, repr(error))
        for iterable in numbers(2, fails=True), 7, None:
            try:
                pool.map(double, iterable)
            except (LookupError, TypeError) as error:
                print(repr(error))
        try:
            pool.imap(double, [1], chunksize=0)
        except ValueError as error:
            print(error)

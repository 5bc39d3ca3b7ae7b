"""Everything that can be called and pickled: decorated, partial, bound, built in."""

import functools
import multiprocessing
import operator
import os
from concurrent.futures import ProcessPoolExecutor

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function.__name__, function(*args, **kwargs)

    return wrapper


@logged
def decorated(number):
    return number + 1


@functools.lru_cache(None)
def cached(number):
    return number + 2


class Adder:
    def __init__(self, number):
        self.number = number

    def __call__(self, number):
        return self.number + number

    def add(self, number):
        return self.number + number

    @classmethod
    def named(cls, number):
        return cls.__name__, number

    @staticmethod
    def static(number):
        return number

    def __getattr__(self, name):  # has no __name__, and says so in its own way
        raise AttributeError("Adder without " + name)


if __name__ == "__main__":
    adder = Adder(10)
    functions = [decorated, cached, adder, adder.add, Adder.named, Adder.static, Adder]
    functions += [functools.partial(decorated), functools.partial(pow, 2), abs, str]
    functions += [operator.neg, functools.partial(functools.partial(max, 2), 1), int]
    functions += [operator.methodcaller("bit_length"), (5).__add__, [4, 5, 6].count]
    with context.Pool(2) as pool, ProcessPoolExecutor(2, context) as executor:
        for function in functions:
            results = pool.map(function, range(3), chunksize=2)
            if function is Adder:
                results = [result.number for result in results]
            print(results)
            result = executor.submit(function, 4).result()
            print(getattr(result, "number", result), pool.apply(abs, (-4,)))
            if function is not Adder:
                print(list(executor.map(function, range(3), chunksize=2)))

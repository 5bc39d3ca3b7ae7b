"""Results, arguments and pickles are the same, byte for byte."""

import copyreg
import hashlib
import io
import multiprocessing.pool
import os
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.reduction import ForkingPickler

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


class Own:
    def __init__(self, number):
        self.number = number


def rebuild(number):
    return Own(number + 100)


def digest(*things):
    return hashlib.md5(pickle.dumps(things, 2)).hexdigest()


def received(*args, **kwargs):
    return digest(args, kwargs), type(args).__name__, args and type(args[0]).__name__


def own(thing):
    return thing.number


if __name__ == "__main__":
    ForkingPickler.register(Own, lambda thing: (rebuild, (thing.number,)))
    things = [
        Point(1, 2.5),
        {"a": [1, 2], "b": (None,)},
        b"x" * 100000,
        "text",
        1 << 80,
    ]
    shared = [things[0], things[0]]
    with context.Pool(1) as pool, ProcessPoolExecutor(1, context) as executor:
        for chunksize in 1, 4:
            print(pool.map(received, things, chunksize))
            print(pool.starmap(received, zip(things, shared), chunksize))
            print(list(executor.map(received, things, shared, chunksize=chunksize)))
        print(pool.apply(received, things, {"k": 1}), pool.apply(own, (Own(1),)))
        print(executor.submit(received, *things, k=1).result())
        print([first is second for first, second in [pool.apply(list, (shared,))]])
        result = pool.map(list, [shared, shared], chunksize=2)
        print(result[0] is result[1], result[0][0] is result[1][0], digest(result))
    print(
        len(ForkingPickler.dumps(things)), digest(bytes(ForkingPickler.dumps("text")))
    )
    print(type(ForkingPickler.dumps(1)).__name__)
    buffer = io.BytesIO()
    ForkingPickler(buffer, 4).dump(Own(3))
    print(pickle.loads(buffer.getvalue()).number, Own in copyreg.dispatch_table)
    print(
        digest(multiprocessing.pool.worker, multiprocessing.pool.mapstar, pickle.loads)
    )

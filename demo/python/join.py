"""A parent and its child: joined before the parent's own work, then after it."""

import time
from multiprocessing import Process


def work():
    for _ in range(20_000_000):
        pass


def early():
    child = Process(target=work)
    child.start()
    child.join()
    work()


def late():
    child = Process(target=work)
    child.start()
    work()
    child.join()


if __name__ == "__main__":
    for join in early, late:
        began = time.perf_counter()
        join()
        print(f"{join.__name__:5} join: {time.perf_counter() - began:.2f} s")

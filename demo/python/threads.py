"""The same work by four threads, then by four processes."""

import time
from multiprocessing import Process
from threading import Thread


def count_down(number):
    while number:
        number -= 1


if __name__ == "__main__":
    for Worker in Thread, Process:
        workers = [Worker(target=count_down, args=(6_000_000,)) for _ in range(4)]
        began = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        print(f"{Worker.__name__}: {time.perf_counter() - began:.2f} s")

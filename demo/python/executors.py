"""Threads or processes: one word changes."""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def square(number):
    for _ in range(4_000_000):
        result = number * number
    return result


if __name__ == "__main__":
    for Executor in ThreadPoolExecutor, ProcessPoolExecutor:
        began = time.perf_counter()
        with Executor(max_workers=4) as executor:
            print(*executor.map(square, range(8)))
        print(f"{Executor.__name__}: {time.perf_counter() - began:.2f} s")

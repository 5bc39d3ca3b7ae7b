"""apply waits for each task before it hands out the next; apply_async does not."""

import time
from multiprocessing import Pool


def square(number):
    for _ in range(4_000_000):
        result = number * number
    return result


if __name__ == "__main__":
    with Pool(4) as pool:
        began = time.perf_counter()
        print([pool.apply(square, (number,)) for number in range(8)])
        print(f"apply:       {time.perf_counter() - began:.2f} s")

        began = time.perf_counter()
        tasks = [pool.apply_async(square, (number,)) for number in range(8)]
        print([task.get() for task in tasks])
        print(f"apply_async: {time.perf_counter() - began:.2f} s")

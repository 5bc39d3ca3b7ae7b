"""Two hundred thousand tiny tasks: a plain loop wins against a pool."""

import random
import time
from functools import partial
from multiprocessing import Pool


def count_in_range(row, low, high):
    return sum(low <= number <= high for number in row)


if __name__ == "__main__":
    random.seed(100)
    rows = [random.choices(range(10), k=5) for _ in range(200_000)]
    count = partial(count_in_range, low=4, high=8)

    began = time.perf_counter()
    alone = list(map(count, rows))
    print(f"a loop:      {time.perf_counter() - began:.2f} s")

    with Pool(2) as pool:
        for chunksize in 10, 1000:
            began = time.perf_counter()
            assert pool.map(count, rows, chunksize) == alone
            elapsed = time.perf_counter() - began
            print(f"chunks of {chunksize}: {elapsed:.2f} s")

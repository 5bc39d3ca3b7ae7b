"""Twenty-four tasks, each longer than the one before, on four workers.

python3 chunks.py [CHUNKSIZE [WORKERS]]
"""

import os
import sys
import time
from multiprocessing import Pool


def work(task):
    total = 0
    for number in range(task * 200_000):
        total += number
    return os.getpid(), total


if __name__ == "__main__":
    chunksize = int(sys.argv[1]) if len(sys.argv) > 1 else None
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    with Pool(workers) as pool:
        began = time.perf_counter()
        results = pool.map(work, range(1, 25), chunksize)
        elapsed = time.perf_counter() - began
    for task, (pid, _) in enumerate(results, 1):
        print(f"task {task:2} by process {pid}")
    print(f"{elapsed:.2f} s")

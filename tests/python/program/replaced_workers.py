"""maxtasksperchild counts chunks: how many tasks each worker had."""

import collections
import multiprocessing
import os
import sys

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
done = 0


def work(number):
    global done
    done += 1
    return os.getpid(), done


if __name__ == "__main__":
    for tasks, chunksize in (2, 1), (1, 3), (2, 2):
        with context.Pool(1, maxtasksperchild=tasks) as pool:
            results = pool.map(work, range(6), chunksize)
            pool.close()
            pool.join()
        print([count for _, count in results])
        print(sorted(collections.Counter(pid for pid, _ in results).values()))
    for wrong in (0, "1") if sys.version_info >= (3, 10) else ():
        try:
            context.Pool(1, maxtasksperchild=wrong).terminate()
        except (AssertionError, ValueError, TypeError) as error:
            print(type(error).__name__, error)

"""Processes are forked while threads are alive, and warnings are counted."""

import multiprocessing
import os
import threading
import warnings

context = multiprocessing.get_context("fork")


def report(connection):
    names = [thread.name for thread in threading.enumerate()]
    connection.send((names, len(os.listdir("/proc/self/task"))))


if __name__ == "__main__":
    end = threading.Event()
    threads = [threading.Thread(target=end.wait, name=f"idle {i}") for i in range(3)]
    for thread in threads:
        thread.start()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            here, there = context.Pipe(False)
            process = context.Process(target=report, args=(there,))
            process.start()
            print(here.recv())
            process.join()
        if os.fork() == 0:
            os._exit(0)
        os.wait()
        with context.Pool(2) as pool:
            print(pool.map(abs, [-1, 2], chunksize=1))
    for warning in caught:
        print(warning.category.__name__, warning.message)
    print(sorted(thread.name for thread in threading.enumerate()))
    end.set()

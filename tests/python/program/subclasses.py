"""Subclasses of Pool, Process, Thread and executors that override what they can."""

import multiprocessing.pool
import os
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


class Worker(context.Process):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = "worker"

    def run(self):
        if self.kind != "worker":
            raise RuntimeError
        super().run()


class OwnContext(type(context)):
    Process = Worker


class OwnPool(multiprocessing.pool.Pool):
    def __init__(self, processes):
        self.calls = []
        super().__init__(processes, context=OwnContext())

    def _setup_queues(self):
        super()._setup_queues()
        put = self._quick_put

        def counted(task):
            self.calls.append(type(task).__name__)
            put(task)

        self._quick_put = counted

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        return super().apply_async(func, args, kwds, callback, error_callback)

    def map(self, func, iterable, chunksize=None):
        return [*super().map(func, iterable, chunksize), "end"]


class Sum(context.Process):
    def __init__(self, numbers, connection):
        super().__init__(name="sum", daemon=True)
        self.numbers, self.connection = numbers, connection

    def run(self):
        self.connection.send((self.name, self.daemon, sum(self.numbers)))


class Loud(threading.Thread):
    def start(self):
        print("starts", self.name)
        super().start()

    def run(self):
        print("runs")

    def join(self, timeout=None):
        super().join(timeout)
        print("joined")


class Executor(ProcessPoolExecutor):
    def submit(self, fn, *args, **kwargs):
        return super().submit(fn, *args, **kwargs)


class Threads(ThreadPoolExecutor):
    def submit(self, fn, *args):
        return super().submit(lambda: ("inside", fn(*args)))


if __name__ == "__main__":
    with OwnPool(2) as pool:
        print(pool.map(abs, range(4), 1), pool.apply(abs, (-3,)), pool.calls)
        print(sorted(pool.imap_unordered(abs, range(4))))
    here, there = context.Pipe(False)
    process = Sum([1, 2, 3], there)
    process.start()
    print(here.recv(), process.join(), process.exitcode, process)
    thread = Loud(name="loud")
    thread.start()
    thread.join()
    with Executor(2, context) as executor, Threads(2) as threads:
        print(list(executor.map(abs, range(4))), threads.submit(abs, -1).result())

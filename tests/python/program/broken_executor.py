"""An initializer that fails and a worker that dies break an executor."""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def initialize():
    raise RuntimeError("not today")


def die(how):
    if how == "exit":
        os._exit(3)
    os.kill(os.getpid(), signal.SIGKILL)


def show(executor, *call):
    with executor:
        futures = [executor.submit(*call)]
        try:
            print(futures[0].result(10))
        except Exception as error:
            print(type(error).__name__, error)
        try:
            print(executor.submit(*call).result(10))
        except Exception as error:
            print(type(error).__name__, error)


if __name__ == "__main__":
    show(ProcessPoolExecutor(1, context, initialize), abs, -1)
    show(ThreadPoolExecutor(1, initializer=initialize), abs, -1)
    show(ProcessPoolExecutor(1, context), die, "exit")
    show(ProcessPoolExecutor(2, context), die, "signal")
    show(ProcessPoolExecutor(1, context), abs, -1)

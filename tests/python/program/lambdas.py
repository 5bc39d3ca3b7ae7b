"""Lambdas and local functions cannot be sent; arguments may fail, too."""

import multiprocessing
import os
import sys
import threading
from concurrent.futures import ProcessPoolExecutor

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def show(call, *args, **kwargs):
    try:
        print(call(*args, **kwargs))
    except Exception as error:
        print(type(error).__name__, error)


def main():
    def local(number):
        return number

    with context.Pool(2) as pool, ProcessPoolExecutor(1, context) as executor:
        for function in (lambda number: number), local:
            show(pool.map, function, range(3))
            show(pool.apply, function, (1,))
            show(lambda f: list(pool.imap(f, range(3))), function)
            if sys.version_info >= (3, 9):  # 3.8 may wait for ever
                show(lambda f: executor.submit(f, 1).result(), function)
                show(lambda f: list(executor.map(f, range(3))), function)
        show(pool.apply, abs, (threading.Lock(),))
        show(pool.map, abs, [1, threading.Lock()])
        show(pool.map, abs, [sys.modules])
        show(pool.map, abs, [-1, -2])
    if context.get_start_method() != "fork":
        show(context.Process(target=local).start)
    queue = context.Queue()
    queue.put(threading.Lock())  # its feeder thread prints a traceback
    queue.put("after the failure")
    print(queue.get())


if __name__ == "__main__":
    main()

"""os._exit in tasks, children, threads and main: nothing else runs."""

import atexit
import multiprocessing
import os
import sys
import threading

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def leave(code):
    print("never flushed")
    os._exit(code)


def leave_with(value):
    sys.exit(value)


if __name__ == "__main__":
    atexit.register(print, "never printed")
    for function in leave, leave_with:
        process = context.Process(target=function, args=(5,))
        process.start()
        process.join()
        print(process.exitcode)
    process = context.Process(target=leave_with, args=("a message",))
    process.start()
    process.join()
    print(process.exitcode)
    pool = context.Pool(1)
    try:
        pool.apply_async(leave, (6,)).get(0.3)
    except multiprocessing.TimeoutError:
        print("lost")
    try:
        pool.apply_async(leave_with, (7,)).get(0.3)
    except multiprocessing.TimeoutError:
        print("lost")
    print(pool.apply(abs, (-1,)))
    pool.terminate()
    pool.join()
    sys.stdout.flush()
    print("not flushed")
    threading.Thread(target=os._exit, args=(9,)).start()
    threading.Event().wait(5)

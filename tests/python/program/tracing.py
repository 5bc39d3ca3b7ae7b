"""Programs that trace and profile: the events of their own code stay the same."""

import multiprocessing.pool
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
events = []


def square(number):
    result = number * number
    return result


def trace(frame, event, argument):
    if frame.f_code.co_filename == __file__:
        events.append(
            (frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno)
        )
    return trace


def in_worker(number):
    before = sys.gettrace(), sys.getprofile()
    events.clear()
    sys.settrace(trace)
    square(number)
    sys.settrace(None)
    return before, list(events)


def everything(pool):
    with ThreadPoolExecutor(1) as executor:
        executor.submit(square, 3).result()
    thread = threading.Thread(target=square, args=(4,))
    thread.start()
    thread.join()
    return pool.map(square, [1, 2])


if __name__ == "__main__":
    print(
        sys.gettrace(), sys.getprofile(), threading._trace_hook, threading._profile_hook
    )
    with context.Pool(1) as pool, multiprocessing.pool.ThreadPool(1) as threads:
        print(pool.map(in_worker, [2]))
        for attach in (
            sys.settrace,
            sys.setprofile,
            threading.settrace,
            threading.setprofile,
        ):
            events.clear()
            attach(trace)
            everything(pool)
            everything(threads)
            attach(None)
            print(attach.__name__, events)
    print(sys.gettrace(), sys.getprofile())
    if hasattr(sys, "monitoring"):
        print([sys.monitoring.get_tool(number) for number in range(6)])

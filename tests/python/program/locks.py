"""Locks, semaphores, conditions, barriers: what they return, print and refuse."""

import multiprocessing
import os
import pickle
import threading

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def meet(barrier, semaphore, results):
    with semaphore:
        results.put(("inside", 0))
    results.put(("barrier", barrier.wait(5)))


def show(call, *args, **kwargs):
    try:
        print(call(*args, **kwargs))
    except Exception as error:
        print(type(error).__name__, error)


if __name__ == "__main__":
    results = context.SimpleQueue()
    barrier, semaphore = context.Barrier(3), context.Semaphore(1)
    arguments = (barrier, semaphore, results)
    processes = [context.Process(target=meet, args=arguments) for _ in range(3)]
    for process in processes:
        process.start()
    print(sorted(results.get() for _ in range(6)))
    for process in processes:
        process.join()
    for lock in (
        context.Lock(),
        context.RLock(),
        context.Semaphore(2),
        context.BoundedSemaphore(1),
    ):
        print(lock)
        show(lock.acquire)
        print(lock)
        show(lock.acquire, False)
        show(lock.acquire, True, 0.01)
        show(lock.acquire, block=True, timeout=-1 if "RLock" in repr(lock) else 0.01)
        print(lock)
        show(lock.release)
        for _ in range(3):
            show(lock.release)
        show(lock.acquire, "x", "y")
        show(lock.acquire, timeout=None, block=False)
        show(lock.release)
        with lock as entered:
            print(entered, lock)
        show(pickle.dumps, lock)
        print(type(lock.acquire).__name__, lock.acquire.__name__, sorted(vars(lock)))
    condition, event = context.Condition(), context.Event()
    show(condition.wait)
    with condition:
        show(condition.wait, 0.01)
        show(condition.wait_for, lambda: True, 1)
        show(condition.notify_all)
    print(event.is_set(), event.wait(0.01), event.set(), event.wait(), event.is_set())
    barrier.abort()
    show(barrier.wait)
    thread_condition = threading.Condition()
    show(thread_condition.wait)
    show(thread_condition.notify)
    with thread_condition:
        show(thread_condition.wait, 0.01)
    print(threading.Event().wait(0.01), threading.Event().wait(timeout=-1))

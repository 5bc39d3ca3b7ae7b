"""Queues of every kind: sizes, limits, ends, joins, and feeders at exit."""

import multiprocessing
import os
import queue
import threading

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def work(tasks, results):
    while True:
        item = tasks.get()
        if item is None:
            tasks.task_done()
            break
        results.put((item, len(item)))
        tasks.task_done()
    results.close()


def never_read(channel):
    channel.put("x" * 10)
    channel.cancel_join_thread()


def show(call, *args, **kwargs):
    try:
        print(call(*args, **kwargs))
    except Exception as error:
        print(type(error).__name__, error)


if __name__ == "__main__":
    tasks, results = context.JoinableQueue(), context.Queue()
    process = context.Process(target=work, args=(tasks, results))
    process.start()
    for item in "a", b"bc", [1, 2, 3], "x" * 200000, None:
        tasks.put(item)
    tasks.join()
    print([results.get()[1] for _ in range(4)], results.empty(), tasks.empty())
    process.join()
    show(tasks.task_done)
    small = context.Queue(1)
    small.put(1)
    show(small.put, 2, False)
    show(small.put, 2, timeout=0.01)
    show(small.put_nowait, 2)
    print(small.full(), small.qsize(), small.get(timeout=5), small.full())
    show(small.get, False)
    show(small.get, timeout=0.01)
    small.close()
    show(small.put, 1)
    show(small.get)
    child = context.Process(target=never_read, args=(context.Queue(),))
    child.start()
    child.join()
    print(child.exitcode, sorted(threading.Thread.__dict__)[:0])
    for kind in queue.Queue, queue.LifoQueue, queue.PriorityQueue:
        local = kind(2)
        show(local.get, False)
        show(local.get, timeout=0.01)
        show(local.get, timeout=-1)
        local.put(2)
        local.put(1, True, 1)
        show(local.put, 3, timeout=0.01)
        print(local.get(), local.get(True, 1), local.qsize(), local.unfinished_tasks)
    simple = context.SimpleQueue()
    simple.put([1])
    print(simple.get(), simple.empty())
    left = context.Queue()
    left.put("read by nobody")

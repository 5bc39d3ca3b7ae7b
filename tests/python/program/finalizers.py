"""Objects put on queues and start work when they are collected, at any moment."""

import gc
import multiprocessing
import os
import queue
import threading
import weakref

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


class Node:
    """In a circle, so that only the collector frees it."""

    def __init__(self, *queues):
        self.me, self.queues = self, queues

    def __del__(self):
        for target in self.queues:
            target.put("freed")


def busy(number):
    local = queue.SimpleQueue()
    for _ in range(5):
        Node(local)
    gc.collect()
    return local.qsize()


def pickled(number):
    Node(inner)
    return [Node, number]


def connect(target):
    global inner
    inner = target


if __name__ == "__main__":
    gc.set_threshold(3)
    shared, local = context.SimpleQueue(), queue.SimpleQueue()
    with context.Pool(2, connect, (context.SimpleQueue(),)) as pool:
        for _ in range(20):
            Node(shared, local)
            pool.map(busy, range(2), chunksize=1)
        print(pool.map(busy, range(4)))
        print(pool.map(pickled, range(4), chunksize=1)[3][1])
    del _
    gc.collect()
    print(sum(shared.get() == "freed" for _ in range(20)), local.qsize())
    lock, freed = threading.RLock(), []
    condition = threading.Condition(lock)

    def touch(number):
        with lock:
            freed.append(number)

    for number in range(30):
        weakref.finalize(Node(), touch, number)
        with condition:
            condition.wait(0.0001)
    gc.collect()
    print(len(freed))

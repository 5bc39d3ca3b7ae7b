"""Nothing of the program's is kept alive for longer, and nothing piles up."""

import gc
import multiprocessing
import os
import queue
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


class Item:
    def __init__(self, number):
        self.number = number


def count(*args):
    if "t" in sys.abiflags:
        gc.collect()  # without the GIL, what another thread has let go is freed later
    return sum(isinstance(thing, Item) for thing in gc.get_objects())


def growing(run):
    """Whether ten more rounds leave more than a hundred objects behind."""
    for _ in range(5):
        run()
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(10):
        run()
    gc.collect()
    return len(gc.get_objects()) - before > 100


def threads():
    thread = threading.Thread(target=count)
    thread.start()
    thread.join()


if __name__ == "__main__":
    with (
        context.Pool(1) as pool,
        ThreadPool(1) as local,
        ThreadPoolExecutor(1) as executor,
    ):
        for chunksize in 1, 3:
            print(pool.map(count, map(Item, range(6)), chunksize), count())
            print(list(pool.imap(count, map(Item, range(6)), chunksize)), count())
        print(pool.apply(count, (Item(1),)), pool.apply(count), count())
        print(local.map(count, [Item(1)] * 3), local.apply(count), count())
        print(executor.submit(count, Item(1)).result(), executor.submit(count).result())
        item = Item(1)
        alive = weakref.ref(item)
        pool.apply(id, (item,)), local.apply(id, (item,))
        executor.submit(id, item).result()
        channel = queue.Queue()
        channel.put(item)
        channel.get()
        local.apply(id, (0,)), executor.submit(id, 0).result()
        del item
        print(alive() is None)
        print(growing(lambda: pool.map(abs, range(20), chunksize=2)))
        print(growing(lambda: [pool.apply(abs, (number,)) for number in range(5)]))
        print(growing(lambda: local.map(abs, range(20), chunksize=2)))
        print(growing(lambda: list(executor.map(abs, range(10)))))
    print(growing(threads))
    pool = weakref.ref(pool)
    gc.collect()
    print(pool() is None or gc.get_referrers(pool()) == [])

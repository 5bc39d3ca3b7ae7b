"""Managers: namespaces, containers, own types, remote errors, repr of proxies."""

import multiprocessing
import os
import queue
import threading
import traceback
from multiprocessing.managers import BaseManager, SyncManager

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


class Counter:
    def __init__(self, start=0):
        self.value = start

    def add(self, number):
        self.value += number
        return self.value

    def fail(self):
        raise LookupError("in the server")


class OwnManager(SyncManager):
    pass


OwnManager.register("Counter", Counter)


def fill(numbers, names, space, channel, lock):
    with lock:
        numbers.append(len(numbers))
        names[str(len(names))] = threading.current_thread().name
        space.total += 1
    channel.put(space.total)


if __name__ == "__main__":
    with context.Manager() as manager:
        numbers, names, space = (
            manager.list([0]),
            manager.dict(),
            manager.Namespace(total=0),
        )
        channel, lock = manager.Queue(3), manager.Lock()
        for _ in range(3):
            arguments = (numbers, names, space, channel, lock)
            process = context.Process(target=fill, args=arguments)
            process.start()
            process.join()
        print(numbers, names, space, [channel.get() for _ in range(3)])
        print(
            type(numbers).__name__,
            numbers._getvalue(),
            list(names.items()),
            len(numbers),
        )
        for call in (
            channel.get_nowait,
            names.popitem,
            lambda: numbers[99],
            lambda: space.x,
        ):
            try:
                print(call())
            except (queue.Empty, LookupError, AttributeError) as error:
                print(type(error).__name__, error)
        with manager.Pool(2) as pool:
            print(pool.map(abs, range(4)))
    manager = OwnManager(ctx=context)
    manager.start()
    counter = manager.Counter(5)
    print(counter.add(3), counter._exposed_)
    try:
        counter.fail()
    except LookupError:
        traceback.print_exc()
    manager.shutdown()
    try:
        BaseManager(("localhost", 1), b"").connect()
    except OSError as error:
        print(type(error).__name__)

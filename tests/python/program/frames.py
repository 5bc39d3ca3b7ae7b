"""The frames below a task, an initializer, a callback and a finalizer."""

import inspect
import multiprocessing
import multiprocessing.util
import os
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
at_start = None


def stack(*args):
    frames = inspect.stack()[1:]
    own = __file__.rsplit("/", 1)[-1]
    names = [(os.path.basename(frame.filename), frame.function) for frame in frames]
    return [
        f"{file}:{name}" for file, name in names if file != own or name != "<lambda>"
    ]


def task(*args):
    return stack()


def initialize():
    global at_start
    at_start = stack()


def recall(number):
    return at_start


class Pickled:
    def __reduce__(self):
        return str, ("\n      ".join(stack()),)


def child(connection):
    connection.send(stack())
    connection.send(Pickled())
    os.write(1, f"child {connection.recv()}\n".encode())


def show(name, frames):
    print(name, *frames, sep="\n      ")


if __name__ == "__main__":
    for pool in context.Pool(1, initialize), ThreadPool(1, initialize):
        with pool:
            show("map", pool.map(task, [1])[0])
            show("starmap", pool.starmap(task, [(1, 2)])[0])
            show("imap", next(pool.imap(task, [1])))
            show("imap chunk", next(pool.imap_unordered(task, [1], 2)))
            show("apply", pool.apply(task))
            show("initializer", pool.apply(recall, (1,)))
            done, found = threading.Event(), []
            pool.apply_async(
                abs, (1,), callback=lambda r: (found.extend(stack()), done.set())
            )
            done.wait()
            show("callback", found)
            show("iterable", pool.map(task, (stack() for _ in range(1)))[0])
            show("pickled", [pool.apply(str, (Pickled(),))])
    for executor in ProcessPoolExecutor(1, context, initialize), ThreadPoolExecutor(1):
        with executor:
            show("submit", executor.submit(task).result())
            show("map", next(executor.map(task, [1])))
            show("map chunk", next(executor.map(task, [1], chunksize=2)))
            show("initializer", executor.submit(recall, 1).result() or [])
    here, there = context.Pipe()
    process = context.Process(target=child, args=(there,))
    process.start()
    show("process", here.recv())
    show("sent", [here.recv()])
    here.send(Pickled())
    process.join()
    found = []
    thread = threading.Thread(target=lambda: found.extend(stack()))
    thread.start()
    thread.join()
    show("thread", found)

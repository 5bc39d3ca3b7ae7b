"""Ctrl-C while the program waits for a pool, an executor, a child, a queue."""

import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def ignore():
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def sleep(seconds):
    time.sleep(seconds)
    return seconds


def interrupt():
    time.sleep(0.1)
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)


def show(name, call, *args):
    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        print(name, call(*args))
    except KeyboardInterrupt as error:
        print(name, "interrupted", error.args)
    thread.join()


if __name__ == "__main__":
    with context.Pool(2, ignore) as pool:
        show("map", pool.map, sleep, [0.3, 0.3])
        show("apply", pool.apply, sleep, (0.3,))
        show("imap", pool.imap(sleep, [0.3]).next)
        print(pool.map(abs, [-1]))
        show("queue", context.Queue().get)
        here, there = context.Pipe()
        show("pipe", here.recv)
        show("lock", lambda lock: lock.acquire() and lock.acquire(), context.Lock())
        show("event", context.Event().wait, 3)
    with ThreadPoolExecutor(1) as executor:
        show("future", executor.submit(sleep, 0.3).result)
    process = context.Process(target=sleep, args=(0.3,))
    process.start()
    show("join", process.join)
    process.join()
    print(process.exitcode)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(5)

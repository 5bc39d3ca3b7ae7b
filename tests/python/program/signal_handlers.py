"""Signal handlers run while the program waits, sends, and computes."""

import multiprocessing
import os
import queue
import signal
import threading
import time

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
caught, sent, local, sending = [], [], queue.SimpleQueue(), False


def square(number):
    time.sleep(0.01)
    return number * number


def handle(number, frame):
    global sending
    caught.append(number)
    local.put(number)
    if not sending:  # another signal may come while this one is handled
        sending = True
        sent.append(number)
        inside.put(number)
        sending = False


def listing():
    names = {0: "default", 1: "ignored", None: "not of Python"}
    for number in range(1, 32):
        handler = signal.getsignal(number)
        handler = names.get(handler, getattr(handler, "__name__", handler))
        if handler != "default":
            print(signal.Signals(number).name, handler)
    print(signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.set_wakeup_fd(-1))
    print(signal.getitimer(signal.ITIMER_REAL))


def report(number):
    listing()


if __name__ == "__main__":
    listing()
    process = context.Process(target=report, args=(0,))
    process.start()
    process.join()
    inside = context.SimpleQueue()
    for name in signal.SIGALRM, signal.SIGUSR1, signal.SIGCHLD:
        signal.signal(name, handle)
    signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
    with context.Pool(2) as pool:
        print(pool.map(square, range(30), chunksize=1))
        print(sum(pool.imap(square, range(30))))
    signal.setitimer(signal.ITIMER_REAL, 0)
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    received = [inside.get() for _ in sent]
    print(received == sent, local.qsize() == len(caught))
    print(signal.SIGALRM in caught, signal.SIGUSR1 in caught, threading.active_count())
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    context.Event().wait(5)

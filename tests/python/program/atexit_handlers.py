"""Handlers at exit run in their order, in parents and in children."""

import atexit
import multiprocessing
import multiprocessing.util
import os
import sys
import threading
import weakref

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


class Resource:
    pass


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def child():
    atexit.register(say, "child: atexit")
    multiprocessing.util.Finalize(None, say, ("child: finalizer",), exitpriority=5)
    say("child: handlers", atexit._ncallbacks() > 0)


def forked():
    atexit.register(say, "forked: atexit")
    say("forked")


if __name__ == "__main__":
    say("handlers", atexit._ncallbacks())
    atexit.register(say, "registered first, runs last")
    atexit.register(lambda: say(context.Pool, "is", "a method"[2:]))
    resource = Resource()
    weakref.finalize(resource, say, "weakref.finalize")
    multiprocessing.util.Finalize(None, say, ("finalizer",), exitpriority=10)
    process = context.Process(target=child)
    process.start()
    process.join()
    say(process.exitcode)
    pid = os.fork()
    if pid == 0:
        forked()
        sys.exit(3)
    say("status", os.waitpid(pid, 0)[1])
    threading.Thread(
        target=lambda: (threading.main_thread().join(), say("thread"))
    ).start()
    atexit.register((1).__truediv__, 0)
    say("main ends")

"""What a program can ask of its interpreter and process at the beginning."""

import builtins
import faulthandler
import gc
import io
import locale
import logging
import multiprocessing
import os
import resource
import sys
import threading
import warnings

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def state():
    yield sys.getswitchinterval(), sys.getrecursionlimit(), sys.flags
    yield sys.gettrace(), sys.getprofile(), threading.stack_size()
    yield gc.get_threshold(), gc.isenabled(), gc.get_freeze_count(), gc.callbacks
    yield sorted(vars(builtins)), sorted(vars(sys))
    yield sys.excepthook is sys.__excepthook__, sys.displayhook is sys.__displayhook__
    yield sys.unraisablehook is sys.__unraisablehook__, faulthandler.is_enabled()
    yield warnings.filters, logging.root.handlers, logging.root.level
    yield (
        locale.setlocale(locale.LC_ALL),
        sys.getfilesystemencoding(),
        sys.stdout.encoding,
    )
    yield (
        sys.getallocatedblocks() > 0,
        sys.intern("x") is "".join("x"),
        sys.path_hooks != [],
    )
    yield os.getcwd() == os.path.realpath("."), os.umask(0o22), os.getpriority(0, 0)
    yield sorted(os.sched_getaffinity(0)), os.sched_getscheduler(0), os.getsid(0) > 0
    for name in sorted(dir(resource)):
        if name.startswith("RLIMIT_"):
            yield name, resource.getrlimit(getattr(resource, name))
    yield builtins.__import__.__module__, builtins.open is io.open, sys.stdin.fileno()
    with open("/proc/self/status") as status:
        kept = (
            "Tracer",
            "Seccomp",
            "SigBlk",
            "SigIgn",
            "SigCgt",
            "Threads",
            "NoNewPrivs",
        )
        yield [line for line in status if line.startswith(kept)]
    with open("/proc/self/comm") as name:
        yield name.read(), sys.argv[0] == __file__, sys.modules["__main__"] is not None
    yield multiprocessing.get_start_method(True), multiprocessing.active_children()
    yield (
        multiprocessing.current_process().name,
        multiprocessing.parent_process() is None,
    )


def show(who):
    print(who, *state(), sep="\n")
    sys.stdout.flush()


if __name__ == "__main__":
    show("main")
    process = context.Process(target=show, args=("child",))
    process.start()
    process.join()

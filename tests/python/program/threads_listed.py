"""The threads that the program sees, and those that the system sees."""

import multiprocessing
import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def threads(*args):
    names = sorted(thread.name for thread in threading.enumerate())
    for _ in range(100):  # a thread that was joined may still be ending
        if len(os.listdir("/proc/self/task")) == threading.active_count():
            break
        time.sleep(0.01)
    return names, threading.active_count(), len(os.listdir("/proc/self/task"))


def own(*args):
    thread = threading.current_thread()
    return thread.name, thread.daemon, thread is threading.main_thread()


if __name__ == "__main__":
    print(threads(), threading.enumerate(), own())
    with context.Pool(1) as pool:
        print(threads())
        print(pool.apply(threads), pool.apply(own))
    print(threading.active_count())
    with ProcessPoolExecutor(1, context) as executor:
        print(executor.submit(threads).result()[0], executor.submit(own).result())
    with ThreadPoolExecutor(1, thread_name_prefix="named") as executor:
        print(executor.submit(own).result(), executor.submit(threads).result())
    started = []
    thread = threading.Thread(
        target=lambda: started.append((own(), repr(thread))), name="t"
    )
    print(thread, thread.ident, thread.is_alive(), sorted(vars(thread)))
    thread.start()
    thread.join()
    print(started, thread, thread.is_alive(), threads())
    timer = threading.Timer(0.01, print, ["timer", threading.stack_size()])
    timer.start()
    timer.join()
    local = threading.local()
    print(vars(local), threading.excepthook is threading.__excepthook__)

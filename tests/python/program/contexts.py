"""Context variables, thread locals, names and seeds as tasks find them."""

import contextvars
import multiprocessing
import multiprocessing.pool
import os
import random
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
variable = contextvars.ContextVar("variable", default="unset")
local = threading.local()


def seen(*args):
    before = variable.get(), sorted(vars(local).items())
    variable.set(f"by {args}")
    local.last = args
    return (
        before,
        len(contextvars.copy_context()),
        [variable.name for variable in contextvars.copy_context()],
    )


def name(*args):
    process = multiprocessing.current_process()
    return process.name.rstrip("0123456789"), process._identity != (), process.daemon


def seed():
    random.seed(5)


def numbers(*args):
    return [random.randrange(1000) for _ in range(3)]


if __name__ == "__main__":
    variable.set("by main")
    local.main = True
    random.seed(7)
    pools = context.Pool(1), multiprocessing.pool.ThreadPool(1)
    for pool in pools:
        with pool:
            print(
                pool.map(seen, [1, 2], chunksize=2), pool.apply(seen), pool.apply(name)
            )
    for executor in ThreadPoolExecutor(1), ProcessPoolExecutor(1, context):
        with executor:
            print(executor.submit(seen).result(), list(executor.map(seen, [1, 2])))
            print(executor.submit(name).result())
    with context.Pool(1, seed) as pool:
        print(pool.apply(numbers), numbers())
    thread = threading.Thread(target=lambda: print(seen("thread")))
    thread.start()
    thread.join()
    print(
        contextvars.copy_context().run(variable.get),
        multiprocessing.current_process()._identity,
    )

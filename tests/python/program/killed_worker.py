"""A pool never answers for the chunk of a worker that was killed."""

import multiprocessing
import os
import signal
import time

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def work(number):
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


if __name__ == "__main__":
    pool = context.Pool(2)
    workers = list(pool._pool)
    result = pool.map_async(work, range(4), chunksize=1)
    try:
        print(result.get(0.8))
    except multiprocessing.TimeoutError as error:
        print("no answer:", repr(error))
    while len([worker for worker in workers if worker.exitcode is None]) == 2:
        time.sleep(0.01)
    print(sorted(str(worker.exitcode) for worker in workers))
    print(pool.map(work, [3, 4, 5], chunksize=1))
    pool.terminate()
    pool.join()
    process = context.Process(target=work, args=(2,))
    process.start()
    process.join()
    print(process.exitcode)

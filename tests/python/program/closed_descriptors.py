"""All descriptors are closed, in main and in children, and work goes on."""

import multiprocessing.pool
import os

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def square(number):
    return number * number


def close_all():
    os.closerange(3, 5000)


def close_and_compute(number):
    close_all()
    with multiprocessing.pool.ThreadPool(1) as pool:
        total = sum(pool.map(square, range(number)))
    os.write(1, f"{total}\n".encode())


if __name__ == "__main__":
    close_all()
    print([os.open("/dev/null", os.O_RDONLY) for _ in range(3)])
    os.closerange(3, 6)
    with context.Pool(2) as pool:
        print(pool.map(square, range(5), chunksize=1))
    process = context.Process(target=close_and_compute, args=(5,))
    process.start()
    process.join()
    print(process.exitcode, flush=True)
    pid = os.fork()
    if pid == 0:
        close_all()
        os.write(1, b"forked\n")
        os._exit(0)
    print(os.waitpid(pid, 0)[1])

"""A program that becomes a daemon by the book and works on after its parent ended."""

import multiprocessing
import os

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def square(number):
    return number * number


def daemonise():
    if os.fork():
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)
    os.chdir("/")
    os.umask(0)
    os.closerange(0, 3)
    for _ in range(3):
        os.open("/dev/null", os.O_RDWR)


if __name__ == "__main__":
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.close(reader)
        os.set_inheritable(writer, False)
        daemonise()
        with context.Pool(2) as pool:
            result = pool.map(square, range(4), chunksize=1)
        process = context.Process(target=square, args=(1,))
        process.start()
        process.join()
        os.write(writer, f"{result} {process.exitcode} {os.getcwd()}".encode())
        os._exit(0)
    os.close(writer)
    print(os.wait()[1], flush=True)
    print(os.read(reader, 1000).decode())

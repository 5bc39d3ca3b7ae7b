"""A program that gives up its rights, changes its root, or its directory."""

import multiprocessing.pool
import multiprocessing.popen_fork
import multiprocessing.queues
import multiprocessing.resource_tracker
import multiprocessing.synchronize  # all before its root is another
import os
import tempfile


def square(number):
    return number * number


def nobody():
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


def confined():
    directory = tempfile.mkdtemp(dir=".")
    os.chroot(directory)
    os.chdir("/")


def moved():
    directory = tempfile.mkdtemp(dir=".")
    os.chdir(directory)
    os.rmdir(os.getcwd())


def masked():
    os.umask(0o777)


def work():
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(square, range(4), chunksize=1))
    with multiprocessing.pool.ThreadPool(1) as pool:
        print(pool.map(square, range(4)))
    process = multiprocessing.get_context("fork").Process(target=print, args=("child",))
    process.start()
    process.join()
    print(process.exitcode)


if __name__ == "__main__":
    for change in nobody, confined, moved, masked:
        print(change.__name__, flush=True)
        pid = os.fork()
        if pid == 0:
            try:
                change()
            except OSError:
                os.write(1, b"not allowed\n")
                os._exit(1)
            try:
                work()
            except OSError as error:
                print(type(error).__name__, error.strerror)
            raise SystemExit(0)
        print(os.waitpid(pid, 0)[1], flush=True)

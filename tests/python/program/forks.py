"""os.fork in a loop, in a tree, and of a program that has a pool."""

import multiprocessing
import os
import sys

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def tree(depth):
    """Counts the processes of a tree of forks by their exit codes."""
    count = 1
    if depth:
        for _ in range(2):
            pid = os.fork()
            if pid == 0:
                os._exit(tree(depth - 1))
            count += os.waitpid(pid, 0)[1] >> 8
    return count


def square(number):
    return number * number


def forking(number):
    pid = os.fork()
    if pid == 0:
        os._exit(number)
    return os.waitpid(pid, 0)[1] >> 8


if __name__ == "__main__":
    codes = []
    for number in range(30):
        pid = os.fork()
        if pid == 0:
            os._exit(number)
        codes.append(os.waitpid(pid, 0)[1] >> 8)
    print(codes == list(range(30)), tree(3))
    with context.Pool(2) as pool:
        print(pool.map(forking, range(6), chunksize=1))
        pid = os.fork()
        if pid == 0:
            os.write(1, b"a copy without threads\n")
            os._exit(0)
        os.waitpid(pid, 0)
        print(pool.map(square, range(4)))
    sys.stdout.flush()
    if os.fork() == 0:
        with context.Pool(1) as pool:
            print("pool of a fork", pool.map(square, range(3)))
        sys.exit(0)
    print(os.wait()[1])
    reader, writer = os.pipe()
    if os.fork() == 0:
        if os.fork() == 0:
            os.write(writer, b"a process that lost its parent\n")
        os._exit(0)
    os.wait()
    print(os.read(reader, 100).decode(), end="")

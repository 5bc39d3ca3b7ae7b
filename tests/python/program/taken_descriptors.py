"""A daemon's way: all descriptors are closed, then every number is used anew.

What is written to them, by whom, and whether they stay open, must not change.
"""

import multiprocessing
import os
import resource

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def square(number):
    return number * number


if __name__ == "__main__":
    last = min(1500, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    os.closerange(3, last)
    file = os.open("written", os.O_RDWR | os.O_CREAT | os.O_APPEND)
    for descriptor in range(200, last):
        os.dup2(file, descriptor, inheritable=True)
    pid = os.fork()
    if pid == 0:
        for descriptor in range(200, last):
            os.write(descriptor, b"x")
        os._exit(0)
    print("forked", os.waitpid(pid, 0)[1])
    with context.Pool(2) as pool:
        print(pool.map(square, range(5), chunksize=1))
    process = context.Process(target=square, args=(3,))
    process.start()
    process.join()
    for descriptor in range(200, last):
        os.write(descriptor, b"y")
    with open("written", "rb") as written:
        content = written.read()
    print(content.count(b"x"), content.count(b"y"), len(content), last)

"""The numbers of new descriptors, and of those that were there from the beginning."""

import multiprocessing
import os
import subprocess
import sys

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
LIST = "import os; print([n for n in os.listdir('/proc/self/fd') if int(n) < 9])"


def numbers():
    names = os.listdir("/proc/self/fd")
    numbers = sorted(map(int, names))
    numbers.remove(max(n for n in numbers if n < 50))  # that of the listing itself
    return numbers


def child():
    print("new in a child", os.dup(0) < 50)


if __name__ == "__main__":
    for number in numbers():
        print("inherited", number)
    print("new", os.pipe(), os.dup(0))
    before = numbers()
    with context.Pool(2) as pool:
        pool.map(abs, range(4))
    process = context.Process(target=child)
    process.start()
    process.join()
    process.close()
    print("more after a pool", len(numbers()) - len(before))
    subprocess.run([sys.executable, "-c", LIST])
    subprocess.run([sys.executable, "-c", LIST], close_fds=False)
    subprocess.run(["ls", "/proc/self/fd"], close_fds=True)

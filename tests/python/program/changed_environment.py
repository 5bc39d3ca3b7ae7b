"""A program that clears, changes and passes on its environment."""

import multiprocessing
import os
import subprocess
import sys

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
SHOW = "import os; print(*sorted(os.environ))"


def square(number):
    return number * number, os.environ.get("LEFT"), os.environ.get("PYTHONPATH")


if __name__ == "__main__":
    for environment in {}, {"A": "1"}, {"PYTHONPATH": "/nowhere"}, {"PYTHONPATH": ""}:
        environment["LC_ALL"] = "C.UTF-8"
        subprocess.run([sys.executable, "-c", SHOW], env=environment)
    os.environ["PYTHONPATH"] = "/nowhere"
    with context.Pool(2) as pool:
        print(pool.map(square, range(3), chunksize=1))
    os.environ.clear()
    os.environ["LEFT"] = "only this"
    if context.get_start_method() == "forkserver":
        context = multiprocessing.get_context("spawn")  # a server keeps its environment
    with context.Pool(2) as pool:
        print(pool.map(square, range(3), chunksize=1))
    subprocess.run([sys.executable, "-c", SHOW])
    process = context.Process(target=print, args=(len(os.environ),))
    process.start()
    process.join()

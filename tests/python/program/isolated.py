"""Interpreters started with flags that leave out the environment, and others."""

import subprocess
import sys

CODE = """
import multiprocessing, sys
def square(number):
    return number * number
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(square, range(4)))
    print(sys.flags.isolated, sys.flags.ignore_environment, sys.flags.no_site, __debug__)
    1 / 0
"""

if __name__ == "__main__":
    flags = ["-I", "-E", "-S", "-s", "-OO", "-bb", "-X dev", "-X tracemalloc"]
    if sys.version_info >= (3, 11):
        flags += ["-P", "-X frozen_modules=off -X no_debug_ranges"]
    for flag in flags:
        print(flag, flush=True)
        arguments = [sys.executable, *flag.split(), "-c", CODE]
        print(subprocess.run(arguments).returncode, flush=True)

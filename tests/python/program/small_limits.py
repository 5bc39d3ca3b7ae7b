"""Limits of the system: few descriptors, little memory, small files, few threads."""

import resource
import subprocess
import sys

CODE = """
import multiprocessing, os, sys
def square(number):
    return number * number
if __name__ == "__main__":
    try:
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(pool.map(square, range(4), chunksize=1))
        print(os.dup(0))
    except (OSError, MemoryError) as error:
        print(type(error).__name__, error)
"""
# A build without the GIL maps more, and hangs by itself where it can't.
LITTLE, LEAST = (500 << 20, 500 << 20) if "t" in sys.abiflags else (250 << 20, 120 << 20)
LIMITS = [
    ("RLIMIT_NOFILE", 32),
    ("RLIMIT_NOFILE", 24),
    ("RLIMIT_AS", LITTLE),
    ("RLIMIT_AS", LEAST),
    ("RLIMIT_FSIZE", 0),
    ("RLIMIT_FSIZE", 1 << 20),
    ("RLIMIT_MEMLOCK", 0),
]

if __name__ == "__main__":
    for name, limit in LIMITS:
        kind = getattr(resource, name)
        hard = resource.getrlimit(kind)[1]

        def limited(kind=kind, limit=limit, hard=hard):
            resource.setrlimit(kind, (limit, hard))

        print(name, limit, flush=True)
        result = subprocess.run(
            [sys.executable, "-B", "-c", CODE],
            preexec_fn=limited,
            stdout=subprocess.PIPE,
        )
        print(result.returncode, result.stdout, flush=True)

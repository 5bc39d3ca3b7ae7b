"""Measures what the probe costs. `speed.py [INTERPRETER [ROUNDS]]`: programs with and without it, in turn; medians.

`speed.py --parts [INTERPRETER [ROUNDS]]`: CPU time of a chunk in the process that makes the call and in the worker, the
minimum of many short runs.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from host import Host

PROGRAMS = (
    ("python -c pass", 0, 0, 0),
    ("20 000 tasks of 20 us, chunksize 50", 20_000, 20e-6, 50),
    ("1 000 tasks of 1 ms, chunksize 1", 1_000, 1e-3, 1),
    ("20 000 empty tasks, chunksize 1", 20_000, 0, 1),
    ("100 000 empty tasks, chunksize 100", 100_000, 0, 100),
)

# Work is a number of rounds, not a time: a time would be over whether or not the task had a core. It allocates nothing:
# how long that takes depends on what else is in memory.
POOL = """
import sys
from multiprocessing import Pool
from itertools import repeat
from time import perf_counter, process_time

def spin(rounds):
    for _ in repeat(None, rounds):
        pass

def rounds_of(seconds):
    best = 1.0
    for _ in range(20):
        begin = process_time()
        spin(100000)
        best = min(best, process_time() - begin)
    return int(seconds / best * 100000)

def main(tasks, rounds, chunksize):
    with Pool(2) as pool:
        pool.map(spin, [0] * 2, 1)
        begin = perf_counter()
        pool.map(spin, [rounds] * tasks, chunksize)
        print(perf_counter() - begin)

if __name__ == "__main__":
    if sys.argv[1] == "rounds":
        print(rounds_of(1.0))
    else:
        main(*eval(sys.argv[1]))
"""

# The worker says how much CPU time it has used when it begins a task.
PARTS = """
import sys
from multiprocessing import Pool
from itertools import repeat
from time import process_time

def task(rounds):
    used = process_time()
    for _ in repeat(None, rounds):
        pass
    return used

def empty(_):
    pass

def main(chunks, chunksize, rounds):
    owner, worker = [], []
    with Pool(1) as pool:
        for i in range(41):
            begin = process_time()
            if chunksize == 1:
                used = pool.map(task, [rounds] * chunks, 1)
                used = used[-1] - used[0]
            else:
                used, = pool.map(task, [0], 1)
                pool.map(task if rounds else empty, [rounds] * chunks * chunksize, chunksize)
                used = pool.map(task, [0], 1)[0] - used
            if i:
                owner.append(process_time() - begin)
                worker.append(used)
    print(min(owner) / chunks, min(worker) / chunks)

if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
"""


def parts(python, rounds, path):
    """CPU time of each chunk, bare and watched."""
    with open(path, "w") as file:
        file.write(PARTS)
    for name, chunks, chunksize, turns in (
        ("empty tasks, chunksize 1", 400, 1, 0),
        ("empty tasks, chunksize 100", 40, 100, 0),
        ("tasks of about 20 us, chunksize 50", 8, 50, 2800),
        ("tasks of about 1 ms, chunksize 1", 10, 1, 180000),
    ):
        command = [python, path, str(chunks), str(chunksize), str(turns)]
        bare, watched = [], []
        for _ in range(rounds):
            output = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
            bare.append([float(word) * 1e6 for word in output.split()])
            host = Host()
            output = subprocess.run(command, env=host.environment(), stdout=subprocess.PIPE, check=True).stdout
            host.close()
            watched.append([float(word) * 1e6 for word in output.split()])
        line = name.ljust(36)
        for i, where in enumerate(("owner", "worker")):
            one, other = min(b[i] for b in bare), min(w[i] for w in watched)
            line += f" {where} {one:8.2f} + {other - one:6.2f} µs a chunk;"
        print(line, flush=True)


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(python, path, what, environment):
    """Seconds of wall time and of CPU time, of all its processes."""
    before, begin = cpu(), time.perf_counter()
    command = [python, "-c", "pass"] if what == "pass" else [python, path, what]
    output = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout
    whole = time.perf_counter() - begin
    return float(output) if output else whole, cpu() - before


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    python = arguments[0] if arguments else sys.executable
    rounds = int(arguments[1]) if len(arguments) > 1 else 5
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "pool.py")
        if "--parts" in sys.argv:
            return parts(python, rounds, path)
        with open(path, "w") as file:
            file.write(POOL)
        second = int(subprocess.run([python, path, "rounds"], stdout=subprocess.PIPE, check=True).stdout)
        for name, tasks, seconds, chunksize in PROGRAMS:
            what = f"{tasks}, {int(seconds * second)}, {chunksize}" if tasks else "pass"
            bare, watched = [], []
            for _ in range(rounds if tasks else rounds * 4):
                bare.append(measure(python, path, what, dict(os.environ)))
                host = Host()
                watched.append(measure(python, path, what, host.environment()))
                host.close()
            line = name.ljust(36)
            for which, unit in enumerate(("wall", "CPU")):
                without = statistics.median(b[which] for b in bare)
                ratio = statistics.median(w[which] / b[which] for w, b in zip(watched, bare))
                added = statistics.median(w[which] - b[which] for w, b in zip(watched, bare))
                line += f" {unit} {without * 1e3:8.1f} ms × {ratio:.3f}, + "
                line += f"{added / tasks * 1e6:6.3f} µs a task;" if tasks else f"{added * 1e3:.2f} ms;"
            print(line, flush=True)


if __name__ == "__main__":
    main()

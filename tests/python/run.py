"""Runs the tests of the probe on each interpreter that is named, or on every CPython that is found."""

import glob
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent


def version(python):
    """What an interpreter is, or None where it does not start."""
    ask = "import sys; print(sys.implementation.name, sys.version.split()[0], getattr(sys, '_is_gil_enabled', lambda: True)())"
    try:
        result = subprocess.run(
            [python, "-I", "-c", ask], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = result.stdout.decode().split()
    if result.returncode or len(words) != 3 or words[0] != "cpython":
        return None
    numbers = tuple(int(n) for n in words[1].rstrip("+").split("b")[0].split("rc")[0].split("a")[0].split("."))
    return numbers, words[2] == "True"


def interpreters():
    names = [f"python3.{minor}{threads}" for minor in range(8, 16) for threads in ("", "t")]
    paths = [shutil.which(name) for name in names]
    paths += sorted(glob.glob(os.path.expanduser("~/.pyenv/versions/*/bin/python"))) + ["/usr/bin/python3"]
    found = {}
    for path in paths:
        if path and os.path.exists(path):
            what = version(path)
            if what is not None and what[0] >= (3, 8):
                found.setdefault(what, path)
    return [found[what] for what in sorted(found)]


def main():
    pythons = sys.argv[1:] or interpreters()
    failed = False
    for python in pythons:
        what = version(python)
        if what is None or what[0] < (3, 8):
            sys.exit(f"{python} is no CPython of version 3.8 or later that starts")
        numbers, gil = what
        print(f"{python}: CPython {'.'.join(map(str, numbers))}{'' if gil else ' without the GIL'}", flush=True)
        os.environ["PARSCOPE_TEST_PYTHON"] = python
        suite = unittest.defaultTestLoader.discover(str(HERE), "test_*.py")
        failed |= not unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful()
    if not pythons:
        sys.exit("no CPython of version 3.8 or later was found")
    sys.exit(failed)


if __name__ == "__main__":
    main()

"""Runs small programs, watched and not, for the tests."""

import os
import re
import subprocess
import sys
import tempfile
import textwrap
import unittest

from host import Run

STARTS = "fork", "spawn", "forkserver"


def python():
    return os.environ.get("PARSCOPE_TEST_PYTHON", sys.executable)


def version():
    out = subprocess.run([python(), "-I", "-c", "import sys; print(*sys.version_info[:2])"], stdout=subprocess.PIPE)
    return tuple(int(n) for n in out.stdout.split())


class ProgramTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def write(self, text):
        path = os.path.join(self.directory, "program.py")
        with open(path, "w") as file:
            file.write(textwrap.dedent(text))
        return path

    def watch(self, text, *arguments, check=True, **options):
        """Runs a program, watched; its standard output and error are together in `output`."""
        command = [python(), self.write(text), *arguments]
        run = Run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, cwd=self.directory, **options)
        run.output = run.result.stdout.decode()
        if check:
            self.assertEqual(run.result.returncode, 0, run.output)
            self.assertEqual([line for _, line in run.find("unseen")], [])
        return run

    def same(self, text, *arguments):
        """A program does the same when it is watched; returns what it printed."""
        command = [python(), self.write(text), *arguments]
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "timeout": 60, "cwd": self.directory}
        bare = subprocess.run(command, **options)
        watched = Run(command, **options)
        self.assertEqual(neutral(watched.result.stdout.decode()), neutral(bare.stdout.decode()))
        self.assertEqual(watched.result.returncode, bare.returncode)
        return watched


def neutral(output):
    """Without what differs from one run to the next."""
    for pattern in r"0x[0-9a-f]+", r"\bpid \d+", r"\d+\.\d+ seconds", r"started \d+":
        output = re.sub(pattern, "…", output)
    return output

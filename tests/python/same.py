"""Runs programs bare and watched, and compares output, error output and exit code.

python3 tests/python/same.py [--python INTERPRETER]… [--watch "COMMAND PREFIX"]
                             [--start METHOD]… [--deaf] [--twice] [--jobs N] [PROGRAM…]

A program that reads PARSCOPE_TEST_START runs once under each start method; so does a
listing of demo/python, whose start method is set before it begins. Without --watch the
probe is loaded from assets/python and reports to a host in this process; with --deaf
nobody listens, and the program must not notice that either.
"""

import argparse
import concurrent.futures
import difflib
import functools
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAMS = os.path.join(HERE, "program")
LISTINGS = os.path.join(ROOT, "demo", "python")
PROBE = os.path.join(ROOT, "assets", "python")
STARTS = ("fork", "spawn", "forkserver")
SECONDS = 60  # until a program that does not end is killed: the longest takes 11 s, alone on two cores

# (program, lines that only a watched run may have, why that cannot be avoided)
UNAVOIDABLE = [
    ("environment.py", r".*PYTHONPATH=.*", "how an interpreter finds the probe"),
    ("environment.py", r".*PARSCOPE_SOCKET=.*", "how the probe finds its host"),
    ("modules.py", r"module parscope_probe.*", "the probe itself"),
    (
        "modules.py",
        r"module (mmap|fcntl|_socket)",
        "what the probe needs of the standard library",
    ),
    (
        "own_sitecustomize.py",
        r"  File .*(assets/python|parscope.*)/sitecustomize.py.*|    _leave.*"
        r"|    __import__.*|    [~^]+",
        "frames below a sitecustomize that raises what is no Exception",
    ),
    (
        "introspected.py",
        r"\w+ posix system",
        "a function of C is replaced by one of Python",
    ),
    ("descriptors.py", r"inherited \d{3,}", "the connection to the host, and the log"),
]

# (version, program, lines that either of the two runs may have, why that cannot be avoided)
UNAVOIDABLE_IN = [
    (
        "3.8",
        "recursion_depth.py",
        r"[\d\[\], ]+|.*Previous line repeated \d+ more times.",
        "calling a partial counts as a level of recursion",
    ),
    (
        "3.8",
        "pool_attribute.py",
        r".*ResourceWarning: unclosed running multiprocessing pool .* pool_size=2>",
        "how much is left to warn with, when it frees its modules at its end, depends on their order",
    ),
]

# What differs between two runs of one program, and what stands for it.
CHANGING = [
    (rb"0x[0-9a-f]{6,}", b"0xADDRESS"),
    (rb"\b\d+\.\d+ s(econds)?\b", b"TIME s"),
    (rb"\b((?i:pid|process|parent)[ =:]+)\d+", rb"\1PID"),
    (rb"(PoolWorker)-\d+", rb"\1-N"),
    (rb"\b(started|stopped)( daemon)? \d+", rb"\1\2 IDENT"),
    (rb"(pymp-|/tmp/tmp|psm_|/mp-)[\w]{8}", rb"\1NAME"),
    (rb"\b(tracker_fd|pipe_handle)=\d+", rb"\1=FD"),
]

# Sets the start method of a listing, then runs it as if it were the command.
LISTING = """\
import multiprocessing, runpy, sys
multiprocessing.set_start_method(sys.argv[1])
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


class Outcome:
    """What a program left: its two streams and how it ended."""

    def __init__(self, output, errors, ending):
        self.streams = {"output": output, "error output": errors}
        self.ending = ending

    def differences(self, other, program, version):
        """The lines in which a second run, as it was watched, differs."""
        lines = []
        if self.ending != other.ending:
            lines.append(f"ended with {other.ending}, not {self.ending}")
        for stream, text in self.streams.items():
            here = expected(text, program, version)
            there = expected(other.streams[stream], program, version)
            if here != there:
                lines.append(stream + ":")
                lines += list(difflib.unified_diff(here, there, lineterm="", n=1))[2:]
        return lines


def expected(text, program, version):
    """The lines of a stream without those that a watched run cannot avoid."""
    patterns = [pattern for name, pattern, _ in UNAVOIDABLE if name == program]
    patterns += [pattern for of, name, pattern, _ in UNAVOIDABLE_IN if (of, name) == (version, program)]
    lines = text.decode("utf-8", "backslashreplace").splitlines(True)
    return [line for line in lines if not any(re.fullmatch(pattern, line.rstrip("\n")) for pattern in patterns)]


def normalised(text, directory):
    text = text.replace(directory.encode(), b"DIRECTORY")
    for pattern, replacement in CHANGING:
        text = re.sub(pattern, replacement, text)
    return text


def environment(start):
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PARSCOPE"))}
    if start:
        variables["PARSCOPE_TEST_START"] = start
    return variables


def command(interpreter, program, start):
    if start and os.path.dirname(program) == LISTINGS:
        return [interpreter, "-c", LISTING, start, program]
    return [interpreter, program]


def run(arguments, variables):
    """Runs a command in a directory and a session of its own until it has ended."""
    base = tempfile.mkdtemp(prefix="same-")
    directory = os.path.join(base, "in")
    os.mkdir(directory)
    try:
        with (
            open(base + "/output", "ab+") as output,
            open(base + "/errors", "ab+") as errors,
        ):
            process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                cwd=directory,
                env=variables,
                start_new_session=True,
            )
            try:
                ending = str(process.wait(SECONDS))
            except subprocess.TimeoutExpired:
                ending = f"a kill after {SECONDS} seconds"
            if not left(process.pid):
                ending += ", leaving processes behind"
            process.wait()
            output.seek(0)
            errors.seek(0)
            return Outcome(
                normalised(output.read(), directory),
                normalised(errors.read(), directory),
                ending,
            )
    finally:
        shutil.rmtree(base, ignore_errors=True)


def left(group):
    """Whether all processes of a group end soon; those that do not are killed."""
    for _ in range(60):
        try:
            os.killpg(group, 0)
        except OSError:
            return True
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    return False


def listen(path):
    """A host that takes logs and keeps connections open, and does nothing else."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server.bind(path)
    server.listen(1000)

    def serve(connection):
        with connection:
            _, ancillary, _, _ = connection.recvmsg(65536, 1024)
            for _, _, descriptors in ancillary:
                for offset in range(0, len(descriptors) - 3, 4):
                    os.close(int.from_bytes(descriptors[offset : offset + 4], sys.byteorder))
            connection.recv(1)  # end of file when the process ends

    def accept():
        while True:
            connection, _ = server.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


@functools.lru_cache(None)
def version_of(interpreter):
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.check_output([interpreter, "-I", "-c", code], text=True).strip()


def check(case, options, socket_path):
    """The differences of one program under one interpreter and start method."""
    interpreter, program, start = case
    arguments, variables = command(*case), environment(start)
    watched_variables = dict(variables)
    if not options.watch:
        watched_variables.update(PYTHONPATH=PROBE, PARSCOPE_SOCKET=socket_path)
    bare = run(arguments, variables)
    watched = run(shlex.split(options.watch) + arguments, watched_variables)
    own_ending = bare.ending
    if options.watch and own_ending.startswith("-") and own_ending[1:].isdigit():
        # parscope ends with the exit code that a shell has for a signal.
        bare.ending = str(128 - int(own_ending))
    name, version = os.path.basename(program), version_of(interpreter)
    lines = bare.differences(watched, name, version)
    if lines or options.twice:
        bare.ending = own_ending
        again = bare.differences(run(arguments, variables), name, version)
        if again:
            lines = ["not the same even when it runs bare twice"] + again
    if watched.ending.startswith("a kill") and bare.ending == watched.ending:
        lines.append("does not end, bare or watched")
    return lines


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--python", action="append", default=[])
    parser.add_argument("--watch", default="")
    parser.add_argument("--start", action="append", choices=STARTS, default=[])
    parser.add_argument("--deaf", action="store_true")
    parser.add_argument("--twice", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("programs", nargs="*")
    options = parser.parse_args()

    # A process that a shell has started in the background ignores this signal, and so would each program.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    programs = [os.path.abspath(program) for program in options.programs] or [
        os.path.join(directory, name)
        for directory in (PROGRAMS, LISTINGS)
        for name in sorted(os.listdir(directory))
        if name.endswith(".py")
    ]
    cases = []
    for interpreter in options.python or [sys.executable]:
        for program in programs:
            with open(program, encoding="utf-8") as source:
                text = source.read()
            listing = os.path.dirname(program) == LISTINGS
            if "PARSCOPE_TEST_START" in text or (listing and "multiprocessing" in text):
                cases += [(interpreter, program, s) for s in options.start or STARTS]
            else:
                cases.append((interpreter, program, None))

    directory = tempfile.mkdtemp(prefix="same-")
    socket_path = os.path.join(directory, "socket")
    if not options.deaf:
        listen(socket_path)
    differ = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as executor:
        results = executor.map(lambda case: check(case, options, socket_path), cases)
        for (interpreter, program, start), lines in zip(cases, results):
            if lines:
                differ += 1
                print(interpreter, os.path.relpath(program, ROOT), start or "", flush=True)
                print(*("    " + line.rstrip("\n") for line in lines[:60]), sep="\n")
    shutil.rmtree(directory, ignore_errors=True)
    print(f"{len(cases)} runs compared, {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())

"""Commands: pipelines, return codes, signals, time limits, and what goes wrong."""

import os
import signal
import subprocess
import sys

COUNT = "import sys; print(sum(len(line) for line in sys.stdin))"


def show(call, *args, **kwargs):
    try:
        print(call.__name__, call(*args, **kwargs))
    except (OSError, subprocess.SubprocessError, TypeError) as error:
        print(call.__name__, type(error).__name__, error)


if __name__ == "__main__":
    first = subprocess.Popen(["printf", "a\\nbc\\n"], stdout=subprocess.PIPE)
    second = subprocess.Popen(
        [sys.executable, "-c", COUNT],
        stdin=first.stdout,
        stdout=subprocess.PIPE,
        text=True,
    )
    first.stdout.close()
    print(second.communicate(), second.returncode, first.wait(), first.args)
    show(subprocess.call, ["false"])
    show(subprocess.check_call, ["sh", "-c", "exit 7"])
    show(subprocess.check_output, "echo shell | tr a-z A-Z", shell=True)
    show(subprocess.run, ["sleep", "5"], timeout=0.05)
    show(subprocess.run, ["no such command"])
    show(subprocess.run, ["/"])
    show(subprocess.run, [sys.executable, "-c", "raise SystemExit('bye')"], stderr=-1)
    show(subprocess.Popen, [], no_such=1)
    show(subprocess.run, ["cat"], input=b"x" * 10, stdout=-1)
    show(subprocess.run, ["true"], preexec_fn=os.setsid)
    show(subprocess.run, ["true"], preexec_fn=lambda: 1 / 0)
    show(os.system, "exit 3")
    show(os.popen("echo popen").read)
    process = subprocess.Popen(["sleep", "5"])
    process.send_signal(signal.SIGTERM)
    print(process.wait(), process.poll(), process, sys.getrefcount(process))
    with subprocess.Popen(["cat"], stdin=-1, stdout=-1) as process:
        process.stdin.write(b"inside")
        process.stdin.close()
        print(process.stdout.read())
    if hasattr(os, "posix_spawn"):
        pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 4"], os.environ)
        print(os.waitpid(pid, 0)[1])
    print(os.spawnvp(os.P_WAIT, "sh", ["sh", "-c", "exit 6"]), flush=True)
    subprocess.run(["sh", "-c", "kill -9 $$"], check=True)

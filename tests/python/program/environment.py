"""The environment as the program and its children see it."""

import multiprocessing
import os
import subprocess
import sys

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
SHOW = "import os; print(*(f'command: {k}={v}' for k, v in sorted(os.environ.items())), sep='\\n')"


def show(who):
    for name, value in sorted(os.environ.items()):
        print(f"{who}: {name}={value}")
    sys.stdout.flush()


if __name__ == "__main__":
    show("main")
    process = context.Process(target=show, args=("child",))
    process.start()
    process.join()
    subprocess.run([sys.executable, "-c", SHOW])
    print(sys.flags)
    print(sys.argv[1:], sys.executable, getattr(sys, "orig_argv", [])[2:])
    print(
        sys.path[0] == os.path.dirname(__file__), os.getcwd() == os.environ.get("PWD")
    )

"""Ways in which a program ends: the status that its parent gets."""

import subprocess
import sys

ENDINGS = [
    "pass",
    "sys.exit(3)",
    "sys.exit('text')",
    "raise SystemExit",
    "raise SystemExit(256 + 4)",
    "1 / 0",
    "raise KeyboardInterrupt",
    "os.kill(os.getpid(), signal.SIGTERM)",
    "os.kill(os.getpid(), signal.SIGKILL)",
    "os.abort()",
    "ctypes.string_at(0)",
    "threading.Thread(target=sys.exit, args=(5,)).start()",
    "threading.Thread(target=int, args=('x',)).start()",
    # Later, when it waits for sure: without a GIL, the new thread may interrupt the start of itself.
    "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start(); threading.Event().wait()",
    "sys.stdout.close()",
    "os.close(1); print('lost')",
    "sys.excepthook = None; 1 / 0",
    "sys.excepthook = lambda *error: os._exit(8); 1 / 0",
]
IMPORTS = """import os, signal, sys, threading, multiprocessing.pool
multiprocessing.pool.ThreadPool(1).map(abs, [1])
"""

if __name__ == "__main__":
    for ending in ENDINGS:
        imports = "import ctypes\n" if "ctypes" in ending else ""
        command = [sys.executable, "-W", "ignore", "-c", imports + IMPORTS + ending]
        result = subprocess.run(command, stdout=subprocess.PIPE)
        print(result.returncode, result.stdout, ending, flush=True)

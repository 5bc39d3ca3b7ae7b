"""A program that replaces itself, with children and threads alive."""

import multiprocessing
import os
import sys
import threading


def square(number):
    return number * number


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    first = sys.argv[2] if count else str(os.getpid())
    with multiprocessing.Pool(2) as pool:
        print(
            count, pool.map(square, range(count)), os.getpid() == int(first), flush=True
        )
    if count < 3:
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        command = [sys.executable, __file__, str(count + 1), first]
        [os.execv, os.execve, os.execvp][count](
            sys.executable, command, *([os.environ] if count == 1 else [])
        )
    os.execlp("sh", "sh", "-c", "echo end; exit 3")

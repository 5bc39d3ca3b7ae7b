"""Interpreters within the interpreter, in main and in threads."""

import sys
import threading

try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

CODE = """
import sys, os, threading
os.write(1, f"inside {len(sys.meta_path)} {threading.active_count()}\\n".encode())
import queue
channel = queue.SimpleQueue()
channel.put(1)
try:
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(1) as executor:
        os.write(1, f"{executor.submit(abs, -5).result()}\\n".encode())
except (ImportError, RuntimeError) as error:
    os.write(1, type(error).__name__.encode() + b"\\n")
"""


def run():
    number = interpreters.create()
    try:
        interpreters.run_string(number, CODE)
    finally:
        interpreters.destroy(number)


if __name__ == "__main__":
    print(sys.meta_path and "outside", flush=True)
    for _ in range(2):
        run()
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    print("end", flush=True)

"""Every warning is an error: unclosed files, forks with threads, bytes as text."""

import os
import subprocess
import sys

CODE = """
import concurrent.futures, multiprocessing, os, subprocess
context = multiprocessing.get_context(os.environ["START"])
if __name__ == "__main__":
    with context.Pool(2) as pool:
        print(pool.map(abs, range(5), 1), list(pool.imap_unordered(abs, range(1))))
        pool.close()
        pool.join()
    with concurrent.futures.ThreadPoolExecutor(1) as executor:
        print(executor.submit(abs, -1).result())
    process = context.Process(target=abs, args=(1,))
    process.start()
    process.join()
    process.close()
    print(subprocess.run(["true"]).returncode)
    with context.Manager() as manager:
        print(manager.list([1]))
    channel = context.Queue()
    channel.put(1)
    print(channel.get())
    channel.close()
    channel.join_thread()
"""

if __name__ == "__main__":
    flags = ["-W", "error", "-X", "dev", "-bb"]
    start = os.environ.get("PARSCOPE_TEST_START") or "spawn"
    environment = dict(os.environ, START=start)
    with open("program.py", "w") as file:
        file.write(CODE)
    command = [sys.executable, *flags, "program.py"]
    print(subprocess.run(command, env=environment).returncode)

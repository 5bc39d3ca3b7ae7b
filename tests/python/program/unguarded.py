"""A main without its guard: every child runs it again and is refused."""

import subprocess
import sys

CODE = """
import multiprocessing, os
context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START") or "spawn")
def square(number):
    return number * number
print("runs", __name__)
process = context.Process(target=square, args=(2,))
process.start()
process.join()
print("ends", process.exitcode)
"""

if __name__ == "__main__":
    with open("program.py", "w") as file:
        file.write(CODE)
    print(subprocess.run([sys.executable, "program.py"]).returncode)

"""A program in a zip whose module is spawned from there."""

import os
import subprocess
import sys
import zipfile

MAIN = """
import multiprocessing
import os

from tools.work import square

if __name__ == "__main__":
    context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
    with context.Pool(2) as pool:
        print(pool.map(square, range(5)), square.__code__.co_filename)
    process = context.Process(target=square, args=("text",))
    process.start()
    process.join()
    print(process.exitcode)
    pool.map(square, [1])
"""
WORK = """
def square(number):
    return number * number
"""

if __name__ == "__main__":
    with zipfile.ZipFile("program.zip", "w") as archive:
        archive.writestr("__main__.py", MAIN)
        archive.writestr("tools/__init__.py", "")
        archive.writestr("tools/work.py", WORK)
    print(subprocess.run([sys.executable, "program.zip"]).returncode, flush=True)
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, ["program.zip", os.environ.get("PYTHONPATH")])
    )
    code = "import tools.work as work; print(work.__file__, work.square(3))"
    print(subprocess.run([sys.executable, "-c", code]).returncode)

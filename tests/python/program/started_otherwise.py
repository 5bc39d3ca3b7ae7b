"""Programs that come by -c, -m, standard input, a directory, or a missing file."""

import os
import subprocess
import sys

CODE = """
import multiprocessing, os, sys
def square(number):
    return number * number
if __name__ == "__main__":
    print(sys.argv, __name__, globals().get("__file__"), __spec__ and __spec__.name)
    context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
    if sys.argv[0] == "-":  # what is not in a file cannot be imported by a child
        context = multiprocessing.get_context("fork")
    with context.Pool(2) as pool:
        print(pool.map(abs, range(-2, 2), chunksize=1))
        in_package = __spec__ and __spec__.name.endswith("__main__")
        if context.get_start_method() == "fork" or (os.path.isfile(sys.argv[0]) and not in_package):
            print(pool.map(square, range(4)))
        print(square.__module__, multiprocessing.pool.worker.__module__)
"""


def run(*arguments, **kwargs):
    print("python", *arguments[:1], flush=True)
    result = subprocess.run([sys.executable, *arguments], **kwargs)
    print(result.returncode, flush=True)


if __name__ == "__main__":
    os.makedirs("package/inner")
    for name in (
        "program.py",
        "__main__.py",
        "package/__init__.py",
        "package/__main__.py",
    ):
        with open(name, "w") as file:
            file.write(CODE if "init" not in name else "")
    with open("wrong.py", "w") as file:
        file.write("def wrong(:\n")
    run("-c", CODE, "one", "two")
    run("-m", "program", "one")
    run("-m", "package")
    run("-", "one", input=CODE.encode())
    run("program.py", "-x")
    run(".")
    run("wrong.py")
    run("missing.py")
    run("-m", "no_such_module")
    run("-c", "import sys; sys.exit('message')")
    run("--version")

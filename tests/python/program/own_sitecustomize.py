"""Environments that have a sitecustomize or usercustomize of their own."""

import os
import subprocess
import sys

SITE = """
import sys
sys.site = "customized"
print("sitecustomize", __name__, __file__ == sys.modules[__name__].__file__, __spec__.name)
"""
CODE = """
import sys
import sitecustomize
import subprocess
print(getattr(sys, "site", None), sitecustomize.__name__, hasattr(sitecustomize, "SITE"))
sys.stdout.flush()
print(subprocess.run([sys.executable, "-c", "print('child')"]).returncode)
"""


def run(label, first, *arguments):
    """Runs an interpreter with a directory before or behind those of PYTHONPATH."""
    directories = [os.environ.get("PYTHONPATH"), os.path.abspath("site")]
    if first:
        directories.reverse()
    path = os.pathsep.join(filter(None, directories))
    environment = dict(os.environ, PYTHONPATH=path)
    command = [sys.executable, *arguments, "-c", CODE]
    print(label, flush=True)
    print(subprocess.run(command, env=environment).returncode, flush=True)


if __name__ == "__main__":
    os.mkdir("site")
    for text in (
        SITE,
        SITE + "SITE = 1\n",
        SITE + "raise SystemExit('no')\n",
        SITE + "1 / 0\n",
    ):
        with open("site/sitecustomize.py", "w") as file:
            file.write(text)
        for first in True, False:
            run(text.split("\n")[-2], first)
    run("a flag", False, "-s")
    os.remove("site/sitecustomize.py")
    with open("site/usercustomize.py", "w") as file:
        file.write("print('usercustomize')\n")
    run("for a user", False)

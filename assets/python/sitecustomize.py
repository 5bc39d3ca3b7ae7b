# The probe of parscope enters here; the sitecustomize that this file hides is run after it.
# It has to parse on every Python, from 2.7 on, so the probe itself is a package of its own.
import os
import sys


def _begin():
    if sys.version_info < (3, 8) or sys.implementation.name != "cpython":
        return
    if "PARSCOPE_SOCKET" not in os.environ:
        return
    without, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    try:
        from parscope_probe import start

        start()
        if without and not os.path.exists(__spec__.cached):
            # To compile this file would take longer than all else at start.
            __spec__.loader.get_code(__name__)
    finally:
        sys.dont_write_bytecode = without


def _leave(directory):
    # The path of the program is what it would be without the probe; a package that is loaded
    # finds its other modules by itself, and children find the probe by PYTHONPATH.
    sys.path[:] = [p for p in sys.path if os.path.abspath(p) != directory]
    # Where there is no other one, this ends in an ImportError that says so, as the program would have it.
    del sys.modules["sitecustomize"]
    __import__("sitecustomize")


try:
    _begin()
except Exception:
    pass
_leave(os.path.dirname(os.path.abspath(__file__)))

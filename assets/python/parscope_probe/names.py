"""Names of functions and places, without calling anything of the program's."""

import os
from _functools import partial

from . import registration
from .lookup import BuiltinFunctionType, FunctionType, MethodType

_LIBRARY = ("multiprocessing", "concurrent.futures", "threading", "subprocess", "parscope_probe")


def function_name(function):
    """The qualified name of a function, also through `partial`; of a lambda, its file and line."""
    for _ in range(16):
        if type(function) is not partial:
            break
        function = function.func
    kind = type(function)
    if kind is MethodType:
        return function_name(function.__func__)
    if kind is FunctionType:
        if function.__name__ == "<lambda>":
            code = function.__code__
            return f"lambda at {os.path.basename(code.co_filename)}:{code.co_firstlineno}"
        return function.__qualname__
    if kind is BuiltinFunctionType:
        return function.__qualname__
    if isinstance(function, type):
        return type.__dict__["__qualname__"].__get__(function)
    return type_name(function)


def type_name(value):
    return type.__dict__["__qualname__"].__get__(type(value))


def described(value):
    """The type of a value; of a tuple, those of what is in it."""
    if type(value) is not tuple:
        return type_name(value)
    names = [type_name(one) for one in value[:4]] + ["…"] * (len(value) > 4)
    return names[0] if len(names) == 1 else "(" + ", ".join(names) + ")"


def carried(function):
    """The types of what is sent along with a function: the object of a method, what is bound by `partial`."""
    if type(function) is MethodType:
        return type_name(function.__self__)
    if type(function) is partial:
        return ", ".join([type_name(one) for one in (*function.args, *function.keywords.values())][:4]) or None
    return None


def is_library(frame):
    name = frame.f_globals.get("__name__")
    if type(name) is not str:
        return False
    for module in _LIBRARY:
        if name == module or name.startswith(module + "."):
            return True
    return False


def caller(frame):
    """The nearest frame of the program's own, or None."""
    while frame is not None and is_library(frame):
        frame = frame.f_back
    return frame


def place(frame):
    """File and line of a frame of the program's own."""
    frame = caller(frame)
    if frame is None:
        return None, None
    file = frame.f_code.co_filename
    if not file.startswith("<"):
        file = os.path.normpath(os.path.join(registration.directory, file))
    return file, frame.f_lineno

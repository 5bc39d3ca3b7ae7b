"""Patches modules of the library when the program has imported them; it imports none of them itself."""

import sys

from .lookup import Lookup, before, unseen

# Module of the library: module of the probe whose function `patch` takes it.
PATCHES = {
    "threading": "threads",
    "concurrent.futures._base": "executor",
    "concurrent.futures.process": "executor",
    "concurrent.futures.thread": "executor",
    "multiprocessing.connection": "connection",
    "multiprocessing.context": "process",
    "multiprocessing.managers": "manager",
    "multiprocessing.pool": "pool",
    "multiprocessing.popen_fork": "process",
    "multiprocessing.process": "process",
    "multiprocessing.queues": "connection",
    "multiprocessing.reduction": "pickling",
    "multiprocessing.shared_memory": "shared_memory",
    "multiprocessing.spawn": "main_import",
    "multiprocessing.synchronize": "synchronization",
    "multiprocessing.util": "process",
    "subprocess": "command",
}

_patched = set()

told = None  # while imports are timed: what to call with the name of each module when it begins to run and when it has


def patch_from_now_on():
    # The class that all loaders of Python files share has the method that runs a module.
    from _frozen_importlib_external import SourceFileLoader

    for owner in SourceFileLoader.__mro__:
        if "exec_module" in owner.__dict__:
            owner.exec_module = Lookup(owner.__dict__["exec_module"], _runs)
            break
    for name in list(PATCHES):
        if name in sys.modules:
            patch(name)
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        from . import interpreter_lock

        interpreter_lock.watch()
    import os

    from . import command

    command.patch_os(os)


def _runs(function, loader):
    name = getattr(loader, "name", None)
    if told is not None and name in sys.modules:
        told[0](name)
        return before(_has_run, function, loader)
    if name in PATCHES and name in sys.modules and name not in _patched:
        return before(_has_run, function, loader)


def _has_run(loader):
    if told is not None:
        told[1](loader.name)
    if loader.name not in PATCHES:
        return
    # The import system also asks whether there is such a method, before there is a module.
    module = sys.modules.get(loader.name)
    if module is not None and "__builtins__" in module.__dict__:
        patch(loader.name)


def patch(name):
    if name in _patched:
        return
    _patched.add(name)
    # The probe is compiled once, also where the program's modules are compiled each time.
    without, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    try:
        patcher = getattr(__import__("parscope_probe." + PATCHES[name]), PATCHES[name])
        patcher.patch(sys.modules[name])
    except Exception as error:
        unseen(name, f"{type(error).__name__}: {error}"[:300])
    finally:
        sys.dont_write_bytecode = without

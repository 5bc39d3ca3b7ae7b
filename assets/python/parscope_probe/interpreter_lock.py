"""The interpreter's lock: a free-threaded Python turns it on again when a module is imported that needs it."""

import sys
from _frozen_importlib_external import ExtensionFileLoader

from . import log
from .lookup import Lookup, before

_loads = ExtensionFileLoader.exec_module


def watch():
    ExtensionFileLoader.exec_module = Lookup(_loads, _runs)


def _runs(function, loader):
    return before(_has_run, function, loader)


def _has_run(loader):
    if sys._is_gil_enabled():
        # It stays on.
        ExtensionFileLoader.exec_module = _loads
        log.log.line(gil=True, module=loader.name)

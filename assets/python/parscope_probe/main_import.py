"""A new process imports the main module anew, and with it the modules that this imports."""

from . import importing, log
from .log import IMPORT_MAIN, now
from .lookup import Module, asker, during

# Modules that take less than this (ns) are not told.
WORTH_A_LINE = 5_000_000

_module = None  # the one that main imports now, not one of those that this imports itself
_begun = 0


def patch(module):
    module.runpy = Module(module.runpy, run_path=_imports_main, run_module=_imports_main)


def _imports_main(function):
    if not asker(0).f_code.co_name.startswith("_fixup_main"):
        return None
    importing.told = _begins, _ends
    return during(IMPORT_MAIN, function, after=_has_imported_main, least=0)


def _has_imported_main():
    importing.told = None
    log.lane().stamp = now()


def _begins(name):
    global _module, _begun
    if _module is None:
        _module, _begun = name, now()


def _ends(name):
    global _module
    if name == _module:
        _module, took = None, now() - _begun
        if took >= WORTH_A_LINE:
            log.log.line(**{"import": name, "took": took})

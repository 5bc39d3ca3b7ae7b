"""Pickling: everything that multiprocessing sends goes through two functions of one class."""

from _functools import partial
from sys import _getframe

from . import log
from .log import PICKLE, SERVE, UNPICKLE, lane, now
from .lookup import during, unseen


class Dumps:
    """Stands for `ForkingPickler.dumps`, a class method."""

    def __init__(self, method):
        self.method = method

    def __get__(self, instance, owner=None):
        bound = self.method.__get__(instance, owner)
        try:
            try:
                current = log.log.local.lane
            except AttributeError:
                current = lane()
            if current.quiet:
                return bound
            worker = current.worker
            if worker is not None and worker.code is not None:
                frame = _getframe(2).f_back
                if frame is not None and frame.f_code is worker.code:
                    # Executor: worker → _sendback_result → put
                    result = _getframe(1).f_locals.get("obj")
                    worker.sends(getattr(result, "exception", None) is None)
                    return bound
            if _is_library(_getframe(1)):
                return during(PICKLE, bound, least=5_000)
        except Exception:
            pass
        return bound


class Loads:
    """Stands for `ForkingPickler.loads`, which is `pickle.loads`."""

    def __init__(self, function):
        self.function = function

    def __get__(self, instance, owner=None):
        function = self.function
        try:
            try:
                current = log.log.local.lane
            except AttributeError:
                current = lane()
            if current.quiet:
                if current.stamps:
                    current.stamp = now()
                    return function
                worker = current.worker
                if worker is not None and worker.waits:
                    # What it unpickles next after it has asked is its chunk.
                    received = _getframe(1).f_locals["res"]
                    worker.received_at, worker.size = now(), len(received)
                    # Both calls are made from C, so that no frame of the probe's is below an error of `loads`.
                    return partial(next, map(worker.transform, map(function, (received,))))
                return function
            if current.role == "server":
                current.begin(SERVE)
                return function
            frame = _getframe(1)
            if not _is_library(frame):
                return function
            received = frame.f_locals.get("res") if frame.f_code.co_name == "get" else None
            size = len(received) if type(received) is bytes else 0
            return during(UNPICKLE, function, size=size, least=5_000)
        except Exception:
            return function


def _is_library(frame):
    name = frame.f_globals.get("__name__")
    return type(name) is str and name.startswith("multiprocessing.")


def patch(reduction):
    pickler = reduction.ForkingPickler
    dumps, loads = pickler.__dict__.get("dumps"), pickler.__dict__.get("loads")
    if isinstance(dumps, classmethod):
        pickler.dumps = Dumps(dumps)
    else:
        unseen("multiprocessing.reduction.ForkingPickler.dumps", "it is no class method")
    if callable(loads):
        pickler.loads = Loads(loads)
    else:
        unseen("multiprocessing.reduction.ForkingPickler.loads", "it is no function")


def failed(error, ref=None):
    """Notes what could not be pickled. Only errors whose text comes from the library are asked for it."""
    kind = type(error)
    if kind.__module__ in ("builtins", "_pickle", "pickle"):
        text = str(error)[:300]
        log.log.line(unpicklable=_what(text), error=f"{kind.__qualname__}: {text}", ref=ref)


def _what(text):
    """The name that a message of the pickler's ends or begins with."""
    for quote in "'", '"':
        parts = text.split(quote)
        if len(parts) > 2:
            return parts[1]
    return text[:100]

"""Pickling: everything that multiprocessing sends goes through two functions of one class."""

from _functools import partial
from _io import BytesIO
from sys import _getframe

from . import log
from .log import PICKLE, SERVE, UNPICKLE, lane, now
from .lookup import during, subclass, unseen


class Dumps:
    """Stands for `ForkingPickler.dumps`, a class method."""

    def __init__(self, method):
        self.method, self.watched = method, {}

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
                watched = self.watched.get(owner)
                if watched is None:
                    watched = self.watched[owner] = subclass(owner, {"dump": property(_dump)})
                return self.method.__get__(instance, watched)
        except Exception:
            pass
        return bound


def _dump(pickler):
    """`dumps` asks a pickler for its method."""
    kind = type(pickler).__mro__[1]
    # Without the class, CPython 3.13 crashes here.
    dump = kind.dump.__get__(pickler, kind)
    try:
        file = _getframe(1).f_locals.get("buf")
        return during(PICKLE, dump, size=file if type(file) is BytesIO else 0, least=5_000)
    except Exception:
        return dump


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
            # The bytes of a queue, or those of a pipe.
            received, file = frame.f_locals.get("res"), frame.f_locals.get("buf")
            size = len(received) if type(received) is bytes else file.tell() if type(file) is BytesIO else 0
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

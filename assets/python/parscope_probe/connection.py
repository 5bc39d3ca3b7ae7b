"""Pipes and queues of multiprocessing: waiting for bytes, and moving them."""

import sys

from . import log
from .log import PIPE_RECEIVE, PIPE_SEND, QUEUE_GET, SERVE, lane, now
from .lookup import (
    CLASSES_CAN_CHANGE, MethodType, StaticLookup, asker, during, subclass, unseen, unwatched, watch_method,
)  # fmt: skip


def patch(module):
    if module.__name__.endswith(".queues"):
        return patch_queues(module)
    watch_method(module.Connection, "_send", _sends, ("self", "buf", "write"))
    watch_method(module.Connection, "_recv", _receives, ("self", "size", "read"), skip=True)


def patch_queues(module):
    # A function that runs when an object could not be pickled, which the thread that sends has found out.
    function = module.Queue.__dict__.get("_on_queue_feeder_error")
    if isinstance(function, staticmethod):
        module.Queue._on_queue_feeder_error = StaticLookup(function.__func__, _feeder_fails)
    else:
        unseen("multiprocessing.queues.Queue._on_queue_feeder_error", "it is no static method")


def _sends(function, connection):
    current = lane()
    if current.quiet:
        if current.role == "task handler" and not current.stamp:
            current.stamp = now()
        return None
    bytes = asker(0).f_locals.get("buf")
    return during(PIPE_SEND, function, connection, size=len(bytes) if bytes is not None else 0)


def _receives(function, connection):
    current = lane()
    if current.role == "server":
        stack = current.stack
        if stack and stack[-1][0] == SERVE:
            current.end(len(stack) - 1)
        return None
    by = asker(2)
    return during(QUEUE_GET if by is not None and by.f_code.co_name == "get" else PIPE_RECEIVE, function, connection)


def _feeder_fails(function, queue):
    def on_error(error, item):
        try:
            from .pickling import failed

            failed(error)
        except Exception:
            pass
        return function(error, item)

    return on_error


_left_alone = {}


def leave_alone(connection, stamps=False):
    """A pipe of a worker or a helper thread needs no watching: the thread itself is watched. `stamps`: when what it
    sends has been pickled is of interest. It is pickled as any other pipe."""
    if not CLASSES_CAN_CHANGE:
        return  # the thread is quiet
    kind = sys.modules["multiprocessing.connection"].Connection
    with log.log.lock:
        if type(connection) is not kind and type(connection) not in _left_alone.values():
            return
        quiet = _left_alone.get(stamps)
        if quiet is None:
            methods = {name: unwatched(kind, name) for name in ("_send", "_recv")}
            if stamps:
                methods["_send"] = property(_stamps(methods["_send"]))
            quiet = _left_alone[stamps] = subclass(kind, methods)
            pickler = sys.modules["multiprocessing.reduction"].ForkingPickler
            reduce = pickler._extra_reducers.get(kind)
            if reduce is not None:
                pickler.register(quiet, reduce)
    connection.__class__ = quiet


def _stamps(send):
    def stamps(connection):
        try:
            current = log.log.local.lane
            if not current.stamp:
                current.stamp = now()
        except Exception:
            pass
        return MethodType(send, connection)

    return stamps

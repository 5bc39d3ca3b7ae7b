"""Pipes and queues of multiprocessing: waiting for bytes, and moving them."""

from .log import PIPE_RECEIVE, PIPE_SEND, QUEUE_GET, SERVE, lane, now
from .lookup import StaticLookup, asker, during, replace_class, unseen, unwatched, watch_method


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


def leave_alone(connection, reduction=None):
    """A pipe of a worker needs no watching: the worker itself is watched. It is pickled as any other pipe."""
    kind = type(connection)
    reduce = reduction.ForkingPickler._extra_reducers.get(kind) if reduction is not None else None
    replace_class(connection, _send=unwatched(kind, "_send"), _recv=unwatched(kind, "_recv"))
    if reduce is not None:
        reduction.ForkingPickler.register(type(connection), reduce)

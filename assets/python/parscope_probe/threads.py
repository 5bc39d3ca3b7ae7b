"""Threads of the threading module, and what they wait for."""

from _thread import get_native_id

from . import log
from .calls import calls
from .log import CONDITION, FAILED, JOIN, QUEUE_GET, QUEUE_PUT, RESULTS, TASK, WAIT, lane
from .lookup import MethodType, asker, before, during, watch_attribute, watch_method
from .names import is_library

# Functions of the library that threads run: (function, what to do when one begins to run it).
targets = []

# What else to do where a thread begins to wait.
waits = []

# Roles of threads of the library by their class or name.
roles = {
    "_ExecutorManagerThread": "result handler",
    "QueueManagerThread": "result handler",
    "QueueFeederThread": "feeder",
}


def patch(threading):
    thread = threading.Thread
    watch_method(thread, "_bootstrap", _starts, ("self",))
    watch_method(thread, "_bootstrap_inner", _runs, ("self",))
    if "_wait_for_tstate_lock" in thread.__dict__:
        watch_method(thread, "_wait_for_tstate_lock", _joins, ("self", "block", "timeout"))
    else:
        watch_attribute(thread, "_handle", got=_handle)
    watch_attribute(thread, "_invoke_excepthook", got=_fails)
    watch_attribute(threading.Condition, "_release_save", got=_waits)
    watch_attribute(threading.Condition, "_acquire_restore", got=_woke)


def _starts(function, thread):
    """In the thread that starts another."""
    frame = asker(0)
    starter = frame.f_back
    if frame.f_code.co_name == "start" and starter is not None and not is_library(starter):
        target = thread.__dict__.get("_target")
        group = calls().group("Thread", type(thread) if target is None else target, starter, start="threads")
        _groups[id(thread)] = group


_groups = {}


def _runs(function, thread):
    """In the new thread, before it does anything."""
    current = lane()
    if current.busy:
        return None
    attributes = thread.__dict__
    number = current.number()
    target = attributes.get("_target")
    group = _groups.pop(id(thread), None)
    plain = target.__func__ if type(target) is MethodType else target
    for known, prepare in targets:
        if known is plain:
            prepare(thread, current)
            log.log.line(lane=number, name=attributes.get("_name"), role=current.role)
            return None
    if group is None:
        current.role = roles.get(type(thread).__name__) or roles.get(attributes.get("_name"))
    log.log.line(lane=number, name=attributes.get("_name"), role=current.role)
    if group is None:
        return None
    call, task = group
    log.log.line(member=[call, get_native_id(), task])
    current.begin(TASK, task, task, calls().ref(owner=log.log.pid, call=call))
    return before(_ran, function, thread)


def _fails(thread, hook):
    """Its function has raised an exception."""
    if asker(0).f_code.co_name == "_bootstrap_inner":
        lane().stamp = -1


def _ran(thread):
    current = lane()
    current.end(0, count=1, flags=FAILED if current.stamp == -1 else 0)


def _joins(function, thread):
    if asker(0).f_code.co_name == "join":
        return during(JOIN, function, thread)


class _Handle:
    """Stands for the handle of a thread while `Thread.join` asks it for its method."""

    def __init__(self, join):
        self.join = join


def _handle(thread, handle):
    if asker(0).f_code.co_name == "join":
        return _Handle(during(JOIN, handle.join))


_KINDS = {
    "queue": {"get": QUEUE_GET, "put": QUEUE_PUT, "join": JOIN},
    "multiprocessing.pool": {"wait": RESULTS, "next": RESULTS},
    "concurrent.futures._base": {"result": RESULTS, "exception": RESULTS, "wait": RESULTS, "as_completed": RESULTS},
}


def _waits(condition, value):
    """A thread gives up the lock of a condition, to wait."""
    current = lane()
    if current.quiet:
        return
    frame = asker(0)
    if frame.f_code.co_name != "wait":
        return
    for tell in waits:
        tell()
    kind = CONDITION
    for _ in range(3):
        frame = frame.f_back
        if frame is None:
            break
        kinds = _KINDS.get(frame.f_globals.get("__name__"))
        if kinds is not None:
            kind = kinds.get(frame.f_code.co_name, CONDITION)
            break
    restore = condition.__dict__.get("_acquire_restore") or getattr(type(condition), "_acquire_restore").__get__(condition)
    current.restore = condition, during(WAIT if current.role == "feeder" else kind, restore)


def _woke(condition, value):
    """It is about to take the lock again. What it gets was made before: while the lock is released, nothing is
    allocated, or a finalizer that takes the lock could run where it would not without the probe."""
    current = lane()
    prepared = current.restore
    if prepared is not None and prepared[0] is condition:
        current.restore = None
        return prepared[1]

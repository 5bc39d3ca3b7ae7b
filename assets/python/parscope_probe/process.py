"""Processes of multiprocessing: their start, their end, and what they run."""

import _signal as signal

from . import log
from .calls import calls
from .log import CREATE, EXIT, FAILED, JOIN, START_UP, TASK, UNPICKLE, now
from .lookup import asker, during, unseen, watch_assignment, watch_method
from .names import is_library

# Functions of the library that processes run: (function, pool of the starter, what a child does to begin as one).
targets = []

children = {}  # pid: the pool that it works for, or None
signalled = {}  # pid: the exit code of a process that ends as it was told to
_of_pid = [0]


def target_of(process):
    target = process.__dict__.get("_target")
    for known in targets:
        if known[0] is target:
            return known
    return None


def patch(module):
    patches[module.__name__.rpartition(".")[2]](module)


def patch_process(module):
    base = module.BaseProcess
    watch_assignment(base, "_popen", _started)
    watch_method(base, "_bootstrap", _bootstraps, ("self", "parent_sentinel"))
    _join.append(base.join.__code__)


_join = []


def patch_context(module):
    for name in "Process", "SpawnProcess", "ForkProcess", "ForkServerProcess":
        if hasattr(module, name):
            watch_method(getattr(module, name), "_Popen", _starts, ("process_obj",))


def patch_popen_fork(module):
    watch_method(module.Popen, "wait", _joins, ("self", "timeout"))
    watch_method(module.Popen, "_send_signal", _signals, ("self", "sig"))
    watch_assignment(module.Popen, "returncode", _ended)


def patch_util(module):
    # A function that only logs; it is called when a child has run what it was started for.
    original = module.info

    def info(msg, *args):
        try:
            if msg.startswith("process") and "exiting with exitcode" in msg:
                _exits(asker(-1))
        except Exception:
            pass
        return original(msg, *args)

    if original.__code__.co_varnames[:1] == ("msg",):
        info.__module__, info.__qualname__ = original.__module__, original.__qualname__
        module.info = info
    else:
        unseen("multiprocessing.util.info", "its parameters are not those that are known")


patches = {
    "process": patch_process,
    "context": patch_context,
    "popen_fork": patch_popen_fork,
    "util": patch_util,
}


def _starts(function, process):
    log.lane().starts = (process.__dict__.get("_name"),)
    return during(CREATE, function, least=0, after=_has_started)


def _has_started():
    log.lane().starts = None


def _started(process, popen):
    """In the parent: the process runs."""
    pid = getattr(popen, "pid", None)
    if type(pid) is not int:
        return
    frame = asker(0)
    known = target_of(process)
    pool = known[1](process, frame) if known else None
    how = getattr(popen, "method", None)
    if _of_pid[0] != log.log.pid:
        _of_pid[0] = log.log.pid
        children.clear()
        signalled.clear()
    children[pid] = pool
    log.log.line(child=pid, name=process.__dict__.get("_name"), how=how, pool=pool.number if pool else None, at=now())
    starter = frame.f_back
    if known is None and starter is not None and not is_library(starter):
        target = process.__dict__.get("_target")
        call, task = calls().group("Process", type(process) if target is None else target, starter, start=how)
        log.log.line(member=[call, pid, task])


def _bootstraps(function, process):
    """In the child: it begins to be that process."""
    current = log.lane()
    attributes = process.__dict__
    owner = attributes["_parent_pid"]
    log.log.line(process={"parent": owner, "name": attributes.get("_name")})
    if current.stamp and current.stack and current.stack[0][0] == START_UP:
        current.span(UNPICKLE, current.stamp, now())
        current.stamp = 0
    known = target_of(process)
    if known is not None:
        known[2](process, current, owner)
    else:
        current.end(0)
        current.begin(TASK, ref=calls().ref(owner=owner, member=True))


def _exits(frame):
    """In the child: it has run what it was started for."""
    current = log.lane()
    if current.worker is not None:
        current.worker.leaves()
    elif current.stack and current.stack[0][0] == TASK:
        current.end(0, count=1, flags=FAILED if frame.f_locals.get("exitcode") else 0)
        current.begin(EXIT)


def _joins(function, popen):
    if asker(0).f_code in _join:
        return during(JOIN, function, popen)


def _signals(function, popen):
    signalled[popen.pid] = {"terminate": -signal.SIGTERM, "kill": -signal.SIGKILL}.get(asker(0).f_code.co_name)


def _ended(popen, code):
    if code is None:
        return
    pid = popen.pid
    if pid not in children:
        return
    pool = children.pop(pid)
    expected = signalled.pop(pid, None) == code
    if code == 0:
        expected = pool is None or pool.ended or pool.may_end
    log.log.line(ended=pid, code=code, expected=expected, at=now())

"""Locks and semaphores of multiprocessing."""

from .log import CONDITION, LOCK, QUEUE_GET, QUEUE_PUT, lane
from .lookup import CLASSES_CAN_CHANGE, Lookup, asker, during, replace_class, unwatched, watch_attribute, watch_method


def patch(synchronize):
    watch_method(synchronize.SemLock, "__enter__", _enters, ("self",), skip=CLASSES_CAN_CHANGE)
    watch_attribute(synchronize.SemLock, "acquire", got=_acquires)


def _would_wait(semaphore):
    return semaphore._is_zero() and not semaphore._is_mine()


_told = {}  # what to call when a lock is entered whose class cannot change, by the lock's identity


def _enters(function, lock):
    if not CLASSES_CAN_CHANGE:
        entered = _told.get(id(lock))
        if entered is not None:
            return entered()
        if lane().quiet:
            return None
    if _would_wait(lock.__dict__["_semlock"]):
        return during(_kind(asker(0)), function, lock)


def _acquires(lock, acquire):
    if lane().quiet or not _would_wait(lock.__dict__["_semlock"]):
        return None
    return during(_kind(asker(0)), acquire)


def _kind(frame):
    """What a wait for a lock is, by who waits."""
    module = frame.f_globals.get("__name__", "")
    if module == "multiprocessing.queues":
        return {"get": QUEUE_GET, "put": QUEUE_PUT}.get(frame.f_code.co_name, LOCK)
    if module == "multiprocessing.synchronize" and frame.f_code.co_name == "wait":
        return CONDITION
    return LOCK


def tell(lock, entered):
    """Calls `entered` each time that a `with` statement begins to enter this lock."""
    if not CLASSES_CAN_CHANGE:
        _told[id(lock)] = entered
        return
    kind = type(lock)
    replace_class(lock, __enter__=Lookup(unwatched(kind, "__enter__"), lambda function, lock: entered()))


def leave_alone(lock):
    """A lock of a worker needs no watching: its thread is quiet."""
    if CLASSES_CAN_CHANGE:
        replace_class(lock, __enter__=unwatched(type(lock), "__enter__"))

"""Locks and semaphores of multiprocessing."""

from .log import CONDITION, LOCK, QUEUE_GET, QUEUE_PUT, lane
from .lookup import asker, during, watch_attribute


def patch(synchronize):
    watch_attribute(synchronize.SemLock, "_semlock", got=_used)
    watch_attribute(synchronize.SemLock, "acquire", got=_acquires)


class _Taken:
    """Stands for a semaphore that is taken, for the one call that waits for it."""

    def __init__(self, enter):
        self.__enter__ = enter


def _would_wait(semaphore):
    return semaphore._is_zero() and not semaphore._is_mine()


def _used(lock, semaphore):
    """A `with` statement enters a lock, or another method uses it."""
    current = lane()
    worker = current.worker
    if worker is not None and not worker.waits:
        # worker → get → __enter__
        frame = asker(2)
        if frame is not None and frame.f_code is worker.code and asker(1).f_code.co_name == "get":
            worker.asks()
            return None
    if current.quiet or asker(0).f_code.co_name != "__enter__" or not _would_wait(semaphore):
        return None
    kind = _kind(asker(1))
    return _Taken(during(kind, semaphore.__enter__))


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

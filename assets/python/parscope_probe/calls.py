"""The calls of this process, and what the records of its log refer to."""

from itertools import count

from . import log
from .log import now
from .names import carried, described, function_name, place


class Calls:
    """Calls, pools and references of one log; their numbers count from 0 (pools: from 1)."""

    def __init__(self, log):
        self.log = log
        self.call_numbers, self.ref_numbers, self.pool_numbers = count(), count(), count(1)
        self.refs, self.groups, self.pools, self.jobs = {}, {}, {}, {}

    def take(self, numbers):
        with self.log.lock:
            return next(numbers)

    def call(self, kind, function, site, tasks=None, asked=None, chunksize=None, workers=None, start=None, pool=None,
             job=None, sends=()):  # fmt: skip
        """Notes a call. `sends`: a tuple of what its first task is given, where that is known."""
        number = self.take(self.call_numbers)
        file, line = site
        self.log.line(call=number, kind=kind, function=function_name(function), file=file, line=line, tasks=tasks,
                      asked=asked, chunksize=chunksize, workers=workers, start=start, pool=pool, job=job,
                      sends=described(sends) if sends else None, carries=carried(function), began=now())  # fmt: skip
        return number

    def group(self, kind, function, frame, **known):
        """The call that stands for all calls of this kind from one line: its number, and that of the new task."""
        site = place(frame)
        key = kind, site, function_name(function), known.get("pool")
        with self.log.lock:
            group = self.groups.get(key)
            if group is None:
                group = self.groups[key] = self.call(kind, function, site, **known), count()
            return group[0], next(group[1])

    def ref(self, **target):
        """The number by which records refer to a job, the jobs, a pool or a call of a process."""
        key = tuple(target.values())
        number = self.refs.get((tuple(target), key))
        if number is None:
            with self.log.lock:
                number = self.refs.get((tuple(target), key))
                if number is None:
                    number = next(self.ref_numbers)
                    self.log.line(ref=number, **target)
                    # Last: a thread that finds it here needs no lock, and its line is there.
                    self.refs[tuple(target), key] = number
        return number

    def pool(self, owner, kind, workers, start, frame, maxtasksperchild=None):
        """Notes a new pool or executor."""
        number = self.take(self.pool_numbers)
        pool = self.pools[id(owner)] = Pool(number, kind, workers, start)
        file, line = place(frame)
        self.log.line(pool=number, kind=kind, workers=workers, start=start, maxtasksperchild=maxtasksperchild,
                      file=file, line=line)  # fmt: skip
        return pool

    def pool_of(self, owner):
        return self.pools.get(id(owner)) or Pool(None, type(owner).__name__, None, None)


class Pool:
    """What is known of a pool or an executor of the program's, which may be gone already."""

    def __init__(self, number, kind, workers, start):
        self.number, self.kind, self.workers, self.start = number, kind, workers, start
        self.ended = self.may_end = False
        self.items = count()

    def known(self):
        return {"workers": self.workers, "start": self.start, "pool": self.number}


def calls():
    """Those of this process."""
    if not log.log.alive[0]:
        log.notice_fork()
    current = log.log
    if current.calls is None:
        with current.lock:
            current.calls = current.calls or Calls(current)
    return current.calls

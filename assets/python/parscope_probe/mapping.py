"""The tasks that an experiment's program maps by itself, in its main flow or in its threads.

Only the engine `python` asks for this, of programs that it has written itself: main finds a `map` of its own among its
globals, and where it maps a part of its items, the local variable `chunk` says which.
"""

import sys
from sys import _getframe

from . import log
from .calls import calls
from .log import TASK, lane, now
from .ticks import ticks

def patch():
    sys.modules["__main__"].__dict__["map"] = _mapped


def _mapped(function, *iterables):
    frame = _getframe(1)
    if len(iterables) != 1 or type(iterables[0]) not in (list, range) or not iterables[0]:
        return map(function, *iterables)
    (items,) = iterables
    chunk = frame.f_locals.get("chunk", slice(0, len(items)))
    first, size = chunk.start, chunk.stop - chunk.start
    call, _ = calls().group("map", function, frame, chunksize=size)
    return map(function, _chunk(items, first // size, calls().ref(owner=log.log.pid, call=call)))


def _chunk(items, number, ref):
    current = lane()
    depth = current.begin(TASK, 0, number, ref)
    if depth < 0:
        yield from items
        return
    entry = current.stack[depth]
    yield from ticks(items, current, depth, _same)
    # The last task has its record: what is left is no part of it.
    if current.stack and current.stack[-1] is entry:
        current.stack.pop()
        if current.stack:
            current.stack[-1][4] = now()


def _same(item):
    return item

"""Iterate, don't wrap: a generator hands out the items of a chunk, so it knows when each task begins and ends."""

from .log import FAILED, MERGED, argument, now

# Tasks that end within this time (ns) share a record; of tasks shorter than `SHORT` several are handed out at once.
MERGE, SHORT, AT_ONCE = 50_000, 2_000, 64


def ticks(items, lane, depth, argument_of):
    """Yields the items of a chunk, which is the activity at `depth` of the lane."""
    entry = lane.stack[depth]
    n, total, start, at_once, block = 0, len(items), entry[4], 1, None
    try:
        while n < total:
            if at_once == 1:
                yield items[n]
            else:
                block = iter(items[n : n + at_once])
                yield from block
                block = None
            b = now()
            n += at_once
            spent, start = b - start, b
            if at_once == 1:
                if spent < SHORT:
                    at_once = 2
            elif spent > SHORT * at_once:
                at_once = 1
            elif at_once < AT_ONCE:
                at_once *= 2
            if at_once > total - n:
                at_once = total - n or 1
            entry[6] = n - entry[1]
            if b - entry[4] >= MERGE or n == total:
                _ended(lane, entry, b, n, items, argument_of)
    finally:
        if n < total:
            if block is not None:
                n += at_once - 1 - block.__length_hint__()
            _failed(lane, entry, n, items, argument_of)


def _ended(lane, entry, at, n, items, argument_of):
    """Writes the tasks that have ended since the last record; the next one begins."""
    if lane.busy:
        return
    lane.busy = True
    try:
        kind, first, chunk, ref, start, _, count = entry
        flags = word = 0
        if count == 1:
            flags, word = argument(argument_of(items[first]))
        elif count > 1:
            flags = MERGED
        lane.write(kind, start, at, first, chunk, ref, count, 0, flags, word)
        entry[1], entry[4], entry[6] = n, at, 0
        if n < len(items):
            lane.announce(kind, at, n, chunk, ref)
    except Exception:
        pass
    finally:
        lane.busy = False


def _failed(lane, entry, n, items, argument_of):
    """Writes those that have ended before, and the one that failed."""
    if lane.busy or entry not in lane.stack:
        return
    at = now()
    try:
        entry[6] = n - entry[1]
        if entry[6]:
            # How long the one that failed took is not known where several were handed out at once.
            _ended(lane, entry, at, n, items, argument_of)
        flags, word = argument(argument_of(items[n]))
        lane.busy = True
        lane.write(entry[0], entry[4], at, n, entry[2], entry[3], 1, 0, flags | FAILED, word)
        entry[1], entry[4], entry[6] = n + 1, at, 0
    except Exception:
        pass
    finally:
        lane.busy = False

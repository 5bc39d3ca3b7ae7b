"""Iterate, don't wrap: a generator hands out the items of a chunk, so it knows when each task begins and ends."""

from .log import CHECKED, FAILED, MERGED, NONE, argument, now, pack_record

# Tasks that end within this time (ns) share a record; the later ones of a lane, from so many records on, may share
# longer ones. Of tasks shorter than `SHORT` several are handed out at once.
MERGE, MANY, MERGE_OF_MANY, SHORT, AT_ONCE = 50_000, 1024, 400_000, 2_000, 64


def ticks(items, lane, depth, argument_of):
    """Yields the items of a chunk, which is the activity at `depth` of the lane."""
    entry = lane.stack[depth]
    n, total, start, at_once, block = 0, len(items), entry[4], 1, None
    merge = MERGE if lane.length < MANY else MERGE_OF_MANY
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
            entry[6] = n - entry[1]
            if at_once == 1 and spent >= SHORT and b - entry[4] < merge and n < total:
                continue
            if spent >= merge and at_once == 1 and entry[6] > 1:
                # Those before the long one have a record of their own, as it has.
                entry[6] -= 1
                _ended(lane, entry, b - spent, n - 1, items, argument_of)
                entry[6] = n - entry[1]
                _ended(lane, entry, b, n, items, argument_of)
            elif b - entry[4] >= merge or n == total:
                _ended(lane, entry, b, n, items, argument_of)
            if at_once == 1:
                if spent < SHORT:
                    at_once = 2
            elif spent > SHORT * at_once:
                at_once = 1
            elif at_once < AT_ONCE:
                at_once *= 2
            if at_once > total - n:
                at_once = total - n or 1
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
        if count == 1:
            flags, word = argument(argument_of(items[first]))
        else:
            flags, word = MERGED if count else 0, 0
        if lane.measures or lane.position == lane.limit or CHECKED or at - start >= MERGE_OF_MANY and count < 2:
            lane.write(kind, start, at, first, chunk, ref, count, 0, flags, word)
        else:
            position = lane.position
            pack_record(lane.memory, position, start, at - start, first & NONE | count << 32, chunk & NONE,
                        kind << 32 | flags << 40, ref, word)  # fmt: skip
            lane.position = position + 56
            lane.length = length = lane.length + 1
            lane.words[lane.header + 8] = length
        entry[1], entry[4], entry[6] = n, at, 0
        words, header = lane.words, lane.header
        if count > 1:
            words[header + 10] += count - 1
        if n < len(items):
            # The length has changed, so that nobody believes what was announced before.
            words[header + 11] = at
            words[header + 12] = n | chunk << 32
            words[header + 14] = ref
            words[header + 13] = kind | lane.length << 8
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

"""Blocks of shared memory, as they are created and attached to."""

from os import O_CREAT

from .log import ATTACH_SHARED, CREATE_SHARED, lane, now
from .lookup import before, watch_method

_begun = {}  # identity of a block: when it began to be opened


def patch(module):
    watch_method(module.SharedMemory, "__init__", _opens, ("self", "name", "create", "size"))


def _opens(function, block):
    _begun[id(block)] = now()
    return before(_opened, function, block)


def _opened(block):
    begun, attributes = _begun.pop(id(block)), block.__dict__
    size = attributes.get("_size")
    if size is not None:  # else there is no such block
        kind = CREATE_SHARED if attributes.get("_flags", 0) & O_CREAT else ATTACH_SHARED
        lane().span(kind, begun, now(), size=size)

"""Tells the host of this process and hands over its log."""

import os
import sys
from _signal import set_wakeup_fd
from _socket import AF_UNIX, MSG_NOSIGNAL, SCM_RIGHTS, SO_SNDTIMEO, SOCK_CLOEXEC, SOCK_SEQPACKET, SOL_SOCKET, socket
from _struct import pack
from fcntl import F_DUPFD_CLOEXEC, fcntl
from mmap import MAP_PRIVATE, PROT_READ, mmap

from . import log
from .log import now
from .text import json

# The largest log that can be had is taken; it is sparse. Bytes of the log and of its table. So many times its size
# has to be left of what the program may map.
SIZES, LEFT = ((256 << 20, 16 << 20), (64 << 20, 16 << 20), (16 << 20, 1 << 20)), 8
MFD_CLOEXEC_ALLOW_SEALING, F_ADD_SEALS, SEAL_SEAL_SHRINK_GROW = 3, 1033, 7

# The descriptors of the program have the numbers that they would have without the probe.
HIGH, MAPPED = 1000, 100

_host = None  # the socket: descriptor and identity
_mapped = None  # the descriptor that the mapping of the log keeps, where it keeps one
_kept = []  # mappings that are not let go: they would close a descriptor that is the program's by now
_path = None
directory = "/"  # where the program was started


def register():
    """Registers the process that has begun to run. False where there is nobody to tell."""
    global _path, directory
    born = now()
    try:
        # In an interpreter within the process (not the main one) this is an error.
        previous = set_wakeup_fd(-1)
    except ValueError:
        return False
    if previous != -1:
        set_wakeup_fd(previous)
    if sys.byteorder != "little":
        return False
    _path = os.environ["PARSCOPE_SOCKET"]
    try:
        directory = os.getcwd()
    except OSError:
        pass
    arguments = _arguments()
    start, name = "exec", None
    if "--multiprocessing-fork" in arguments:
        start = "spawn"
    elif any(a.startswith("from multiprocessing.forkserver import main") for a in arguments):
        name = "forkserver"
    elif any(a.startswith("from multiprocessing.resource_tracker import main") for a in arguments):
        name = "resource_tracker"
    if not _hand_over(start, os.getppid(), name, born, arguments, None):
        return False
    os.register_at_fork(after_in_child=forked)
    if start == "spawn":
        log.lane().begin(log.START_UP, at=born)
    _server[:] = [name == "forkserver"]
    return True


_server = [False]


def forked():
    """Gives a log of its own to the child of a fork."""
    born = now()
    try:
        inherited = getattr(log.log.local, "lane", None)
        if _host is not None:
            close_if_ours(_host)
        if _mapped is not None and not is_ours(_mapped):
            _kept.append(log.log)
        known = inherited and inherited.starts
        start = "forkserver" if _server[0] else "fork"
        _server[0] = False
        # The log that it has is that of its parent, which goes on to write there.
        log.use(log.without_room(), inherited)
        lane = log.lane()
        name = known[0] if known else None
        if _hand_over(start, os.getppid(), name, born, _arguments(), lane) and (known or start == "forkserver"):
            lane.begin(log.START_UP, at=born)
    except Exception:
        pass


def _hand_over(start, parent, name, born, arguments, inherited):
    global _host
    memory = descriptor = None
    for size, table in SIZES:
        try:
            descriptor = _memory_file()
            os.ftruncate(descriptor, size)
            # Where memory is limited, the program has to have most of it.
            mmap(-1, LEFT * size, MAP_PRIVATE, PROT_READ).close()
            memory = _map(descriptor, size)
            break
        except (OSError, ValueError, OverflowError, MemoryError):
            if descriptor is not None:
                os.close(descriptor)
                descriptor = None
    if memory is None:
        return False
    try:
        fcntl(descriptor, F_ADD_SEALS, SEAL_SEAL_SHRINK_GROW)
        gil = getattr(sys, "_is_gil_enabled", None)
        message = {
            "parscope": 1,
            "pid": os.getpid(),
            "parent": parent,
            "python": "%d.%d.%d" % sys.version_info[:3],
            "implementation": sys.implementation.name,
            "gil": gil() if gil else True,
            "start": start,
            "executable": (sys.executable or "")[:4096],
            "argv": arguments,
            "birth": born,
            "name": name,
        }
        new = log.Log(memory, size, table)
        _host = _send(json(message).encode("utf-8", "replace"), descriptor)
        log.use(new, inherited)
        return True
    except (OSError, ValueError):
        return False
    finally:
        os.close(descriptor)


def _memory_file():
    if hasattr(os, "memfd_create"):
        return os.memfd_create("parscope", MFD_CLOEXEC_ALLOW_SEALING)
    # A Python that was built for an old C library has no such function; the library that it runs with may.
    from _ctypes import call_function, dlopen, dlsym

    descriptor = call_function(dlsym(dlopen(None, 0), "memfd_create"), (b"parscope", MFD_CLOEXEC_ALLOW_SEALING))
    if descriptor < 0:
        raise OSError("no memfd")
    return descriptor


def _map(descriptor, size):
    global _mapped
    _mapped = None
    if sys.version_info >= (3, 13):
        return mmap(descriptor, size, trackfd=False)
    # A mapping keeps a duplicate of its descriptor, the lowest that is free: let that be a high one.
    taken = []
    try:
        try:
            while not taken or taken[-1] < MAPPED:
                taken.append(os.dup(descriptor))
        except OSError:
            pass
        if taken:
            _mapped = _identity(taken[-1])
            os.close(taken.pop())
        return mmap(descriptor, size)
    finally:
        first = 0
        for i, number in enumerate(taken, 1):
            if i == len(taken) or taken[i] != number + 1:
                os.closerange(taken[first], number + 1)
                first = i


def _send(message, descriptor):
    host = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC)
    try:
        # A timeout of Python's would make the connection fail at once where the host is busy.
        host.setsockopt(SOL_SOCKET, SO_SNDTIMEO, pack("ll", 1, 0))
        host.connect(_path)
        host.sendmsg([message], [(SOL_SOCKET, SCM_RIGHTS, pack("i", descriptor))], MSG_NOSIGNAL)
        return _identity(_high(host.fileno()))
    finally:
        host.close()


def _high(descriptor):
    try:
        return fcntl(descriptor, F_DUPFD_CLOEXEC, HIGH)
    except OSError:
        pass
    for number in range(min(os.sysconf("SC_OPEN_MAX"), HIGH) - 1, descriptor, -1):
        try:
            return fcntl(descriptor, F_DUPFD_CLOEXEC, number)
        except OSError:
            pass
    return os.dup(descriptor)


def open_high(path):
    """A file, at a high descriptor: (descriptor, identity); False where it can't be opened."""
    try:
        low = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return _identity(_high(low))
    finally:
        os.close(low)


def _identity(descriptor):
    status = os.fstat(descriptor)
    return descriptor, (status.st_dev, status.st_ino)


def close_if_ours(opened):
    """Closes a descriptor, unless the program has closed it and has another file there now."""
    if opened and is_ours(opened):
        os.close(opened[0])


def is_ours(opened):
    try:
        return _identity(opened[0]) == opened
    except OSError:
        return False


def _arguments():
    arguments = getattr(sys, "orig_argv", None)
    if arguments is None:
        try:
            file = os.open("/proc/self/cmdline", os.O_RDONLY | os.O_CLOEXEC)
            try:
                arguments = os.fsdecode(os.read(file, 8192)).split("\0")[:-1]
            finally:
                os.close(file)
        except OSError:
            arguments = []
    room, cut = 4096, []
    for argument in arguments:
        if room <= 0:
            break
        cut.append(argument[:room])
        room -= len(argument.encode("utf-8", "replace")) + 1
    return cut

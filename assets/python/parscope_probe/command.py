"""Commands that the program runs by subprocess and os.system."""

import sys

from . import log
from .log import COMMAND, CREATE, lane, now
from .lookup import during, watch_attribute, watch_method


def patch(subprocess):
    popen = subprocess.Popen
    watch_method(popen, "_execute_child", _starts)
    watch_method(popen, "_wait", _waits)
    watch_method(popen, "_communicate", _waits)
    watch_attribute(popen, "returncode", put=_ended)


def _words(arguments):
    """A command as a list of strings; what is no plain string or path is left out."""
    if type(arguments) in (str, bytes):
        arguments = [arguments]
    if type(arguments) not in (list, tuple):
        return []
    words = []
    for word in arguments[:64]:
        if type(word) is bytes:
            word = word.decode("utf-8", "replace")
        if type(word) is str:
            words.append(word[:1000])
    return words


def _starts(function, popen):
    return during(CREATE, function, popen, after=_started, least=0)


def _started(popen):
    attributes = popen.__dict__
    pid = attributes.get("pid")
    if pid is not None:
        log.log.line(command=pid, argv=_words(attributes.get("args")), at=now())


def _waits(function, popen):
    return during(COMMAND, function, popen)


def _ended(popen, code):
    if code is not None:
        log.log.line(command_end=popen.__dict__.get("pid"), code=code, at=now())


def patch_os(os):
    original = os.system

    def system(command):
        depth = -1
        try:
            current = lane()
            log.log.line(command=None, argv=_words(command), at=now())
            depth = current.begin(COMMAND)
        except Exception:
            pass
        try:
            return original(command)
        finally:
            if depth >= 0:
                current.end(depth)

    system.__module__, system.__qualname__ = original.__module__, original.__qualname__
    system.__doc__ = original.__doc__
    # It is pickled by the name of the module that it comes from.
    os.system = sys.modules[original.__module__].system = system

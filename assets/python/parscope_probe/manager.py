"""Managers: calls of their proxies, and the server that answers them."""

from .log import MANAGER_CALL, lane
from .lookup import during, watch_method


def patch(managers):
    watch_method(managers.BaseProxy, "_callmethod", _calls, ("self", "methodname"))
    watch_method(managers.Server, "serve_client", _serves, ("self", "conn"))


def _calls(function, proxy):
    current = lane()
    if current.quiet:
        return None
    call = during(MANAGER_CALL, function, proxy)
    current.quiet = True
    call.after = _has_called
    return call


def _has_called(proxy):
    lane().quiet = False


def _serves(function, server):
    """A thread is about to answer a client; the method is also looked up to become the target of such a thread."""
    current = lane()
    if current.role is None and current.number() > 0:
        current.role = "server"

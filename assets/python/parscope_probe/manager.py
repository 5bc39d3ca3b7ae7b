"""Managers: calls of their proxies, and the server that answers them."""

from . import threads
from .log import MANAGER_CALL, lane
from .lookup import during, watch_method


def patch(managers):
    watch_method(managers.BaseProxy, "_callmethod", _calls, ("self", "methodname"), skip=True)
    threads.targets.append((managers.Server.__dict__.get("handle_request"), _serves))


def _calls(function, proxy):
    call = during(MANAGER_CALL, function, proxy, after=_has_called)
    lane().quiet = True
    return call


def _has_called(proxy):
    lane().quiet = False


def _serves(thread, current):
    current.role = "server"

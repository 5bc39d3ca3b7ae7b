"""The probe: it writes down what a program does, and changes nothing of it.

No frame of the probe is on the stack while code of the program or of the library runs: the probe is told of
attributes that the library looks up (`lookup`), and of items that it takes (`ticks`). Tracebacks, `inspect.stack()`
and the recursion limit are therefore what they would be without it.
"""


def start():
    """Begins to watch this process, if there is a host to tell."""
    from .registration import register

    if register():
        from .importing import patch_from_now_on

        patch_from_now_on()
        from sys import _xoptions

        if "parscope_map" in _xoptions:
            from . import mapping

            mapping.patch()

"""What is imported, what finds modules, and where they are looked for."""

import multiprocessing
import os
import sys

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def show(who):
    lines = ["module " + name for name in sorted(sys.modules)]
    lines += [
        f"finder {getattr(finder, '__module__', finder)}" for finder in sys.meta_path
    ]
    lines += [f"hook {getattr(hook, '__name__', hook)}" for hook in sys.path_hooks]
    lines += ["path " + path for path in sys.path]
    lines += [
        f"{name} {sys.modules[name].__spec__}"
        for name in ("site", "multiprocessing.pool")
        if name in sys.modules
    ]
    print(who, *lines, sep="\n")
    sys.stdout.flush()


if __name__ == "__main__":
    show("main")
    process = context.Process(target=show, args=("child",))
    process.start()
    process.join()
    import concurrent.futures.thread  # noqa: F401
    import multiprocessing.managers  # noqa: F401
    import multiprocessing.pool  # noqa: F401

    show("main after imports")
    for name in (
        "multiprocessing.pool",
        "concurrent.futures.thread",
        "threading",
        "subprocess",
    ):
        module = sys.modules[name]
        print(
            name,
            module.__spec__.name,
            type(module.__loader__).__name__,
            type(module.__spec__.loader).__name__,
        )
        print(
            os.path.basename(module.__file__),
            os.path.basename(module.__cached__ or ""),
            sorted(vars(module)),
        )

"""Modules that are reloaded, removed and imported anew, or replaced by others."""

import importlib.util
import multiprocessing.pool
import os
import sys
import types

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))
NAMES = "multiprocessing.pool", "concurrent.futures.thread", "queue", "subprocess"


def main():
    for name in NAMES:
        module = importlib.import_module(name)
        print(name, importlib.reload(module) is module, module.__spec__.name)
    with context.Pool(1) as pool:
        print(pool.map(abs, range(-3, 0), chunksize=2))
    with multiprocessing.pool.ThreadPool(1) as pool:
        print(pool.map(abs, range(-3, 0), chunksize=2))
    for name in NAMES[:3]:
        before = sys.modules.pop(name)
        print(name, importlib.import_module(name) is before, name in sys.modules)
    with importlib.import_module("concurrent.futures.thread").ThreadPoolExecutor(
        1
    ) as executor:
        print(executor.submit(abs, -4).result())
    with sys.modules["multiprocessing.pool"].ThreadPool(1) as pool:
        print(pool.map(abs, range(-3, 0), chunksize=2))
    sys.modules["multiprocess.pool"] = types.ModuleType("multiprocess.pool")
    spec = importlib.util.find_spec("multiprocessing.managers")
    print(
        spec.name,
        type(spec.loader).__name__,
        spec.cached and os.path.basename(spec.origin),
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    print(
        module.__name__,
        spec.loader.is_package(spec.name),
        spec.loader.get_source(spec.name)[:5],
    )
    print(spec.loader.get_code(spec.name).co_name, spec.loader.path == spec.origin)
    finder = importlib.util.LazyLoader.factory(type(spec.loader))
    print(finder.__name__, importlib.util.find_spec("no_such_module"))
    sys.meta_path[:] = [finder for finder in sys.meta_path if finder.__module__ != "x"]
    importlib.invalidate_caches()
    sys.modules["multiprocessing.dummy"] = None
    try:
        importlib.import_module("multiprocessing.dummy")
    except ImportError as error:
        print(error)


if __name__ == "__main__":
    main()

"""Arguments that do not want to be looked at say so when it happens."""

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def touched(name):
    def method(self, *args):
        os.write(1, f"{type(self).__name__}.{name}\n".encode())
        raise RuntimeError("touched by " + name)

    return method


class Shy:
    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


for name in "repr str len bool eq hash iter getitem int index float format".split():
    setattr(Shy, f"__{name}__", touched(f"__{name}__"))


class ShyNumber(int):
    __repr__ = __str__ = __format__ = __index__ = touched("as a number")


class ShyText(str):
    __repr__ = __str__ = __format__ = __len__ = touched("as a text")


class Items(list):
    """A list that counts what is asked of it."""

    asked = []

    def __len__(self):
        self.asked.append("len")
        return super().__len__()

    def __iter__(self):
        self.asked.append("iter")
        return super().__iter__()


def take(item, more=None):
    return type(item).__name__


if __name__ == "__main__":
    items = [Shy(1), ShyNumber(2), ShyText("three")]
    pools = [context.Pool(1), ThreadPool(1)]
    for pool in pools:
        print(pool.map(take, items), pool.starmap(take, [(item, 1) for item in items]))
        print(list(pool.imap(take, items)), [pool.apply(take, (i,)) for i in items])
        print(pool.map(take, Items([1, 2, 3])), Items.asked)
        pool.terminate()
    for executor in ProcessPoolExecutor(1, context), ThreadPoolExecutor(1):
        with executor:
            print([executor.submit(take, item).result() for item in items])
            print(
                list(executor.map(take, items)), list(executor.map(take, items, items))
            )
    process = context.Process(target=take, args=items[:2])
    process.start()
    process.join()
    print(process.exitcode)

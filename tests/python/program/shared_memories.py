"""Shared memory, values, arrays, and who removes them."""

import ctypes
import multiprocessing
import os
from multiprocessing import shared_memory, sharedctypes

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


class Pair(ctypes.Structure):
    _fields_ = [("x", ctypes.c_int), ("y", ctypes.c_double)]


def fill(name, value, array, pair):
    memory = shared_memory.SharedMemory(name)
    memory.buf[:3] = b"abc"
    memory.close()
    with value.get_lock():
        value.value += 1
    for index in range(len(array)):
        array[index] = index * index
    pair.y = 1.5


if __name__ == "__main__":
    memory = shared_memory.SharedMemory(create=True, size=100000)
    value, array = context.Value("i", 6), context.Array("d", 4)
    pair = sharedctypes.Value(Pair, 1, 2, ctx=context)
    process = context.Process(target=fill, args=(memory.name, value, array, pair))
    process.start()
    process.join()
    print(
        process.exitcode, bytes(memory.buf[:4]), value.value, array[:], pair.x, pair.y
    )
    numbers = shared_memory.ShareableList([1, "two", None, 4.0], name=None)
    print(list(numbers), numbers.format, len(numbers))
    numbers.shm.close()
    numbers.shm.unlink()
    memory.close()
    memory.unlink()
    try:
        shared_memory.SharedMemory("no such memory")
    except FileNotFoundError as error:
        print(error)
    try:
        shared_memory.SharedMemory(create=True, size=0)
    except ValueError as error:
        print(error)
    raw = context.RawArray("b", 5)
    raw[0] = 7
    print(list(raw), len(sharedctypes.copy(raw)))
    shared_memory.SharedMemory(create=True, size=10)  # left to the resource tracker

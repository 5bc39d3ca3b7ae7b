"""A thread shares the memory of its parent, a process does not."""

from multiprocessing import Process
from threading import Thread

found = []


def search():
    for number in range(1, 10_000_000):
        if number % 2_000_000 == 0:
            found.append(number // 2_000_000)


if __name__ == "__main__":
    for Worker in Process, Thread:
        worker = Worker(target=search)
        worker.start()
        worker.join()
        print(f"{Worker.__name__}: the parent has {found}")

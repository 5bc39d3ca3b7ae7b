from queue import SimpleQueue
from threading import Thread
from time import sleep  # if startup


def work(chunks, results):
    sleep(STARTUP)  # if startup
    for first in iter(chunks.get, None):
        chunk = slice(first, first + CHUNKSIZE)
        results[chunk] = list(map(step, items[chunk]))


def main():
    chunks, results = SimpleQueue(), [None] * len(items)
    for first in range(0, len(items), CHUNKSIZE):
        chunks.put(first)
    threads = [Thread(target=work, args=(chunks, results)) for _ in range(WORKERS)]
    for thread in threads:
        chunks.put(None)
        thread.start()
    for thread in threads:
        thread.join()
    return results

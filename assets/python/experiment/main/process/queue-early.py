from multiprocessing import Process, Queue
from time import sleep  # if startup


def work(item, queue):
    sleep(STARTUP)  # if startup
    queue.put(step(item))


def main():
    queue, results = Queue(), []
    for item in SHARE:
        process = Process(target=work, args=(item, queue))
        process.start()
        results.append(queue.get())
        process.join()
    results.extend(map(step, items[-1:]))  # if main works
    return results

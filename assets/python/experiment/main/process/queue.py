from multiprocessing import Process, Queue
from time import sleep  # if startup


def work(index, item, queue):
    sleep(STARTUP)  # if startup
    queue.put((index, step(item)))


def main():
    queue, results, processes = Queue(), [], []
    for index, item in enumerate(SHARE):
        if index >= WORKERS:
            results.append(queue.get())
        process = Process(target=work, args=(index, item, queue))
        process.start()
        processes.append(process)
    last = list(map(step, items[-1:]))  # if main works
    while len(results) < len(processes):
        results.append(queue.get())
    for process in processes:
        process.join()
    return [result for _, result in sorted(results)]  # if not main works
    return [result for _, result in sorted(results)] + last  # if main works

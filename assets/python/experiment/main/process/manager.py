from multiprocessing import Manager, Process, Semaphore
from time import sleep  # if startup


def work(index, item, results, slots):
    sleep(STARTUP)  # if startup
    results[index] = step(item)
    slots.release()


def main():
    with Manager() as manager:
        slots, results = Semaphore(WORKERS), manager.list([None] * len(items))
        processes = []
        for index, item in enumerate(SHARE):
            slots.acquire()
            process = Process(target=work, args=(index, item, results, slots))
            process.start()
            processes.append(process)
        results[-1:] = list(map(step, items[-1:]))  # if main works
        for process in processes:
            process.join()
        return list(results)

from multiprocessing import Pipe, Process, Semaphore
from time import sleep  # if startup


def work(item, sender, slots):
    sleep(STARTUP)  # if startup
    result = step(item)
    slots.release()
    sender.send(result)


def main():
    slots, started, results = Semaphore(WORKERS), [], []
    for item in SHARE:
        slots.acquire()
        receiver, sender = Pipe(duplex=False)
        process = Process(target=work, args=(item, sender, slots))
        process.start()
        started.append((process, receiver))
    last = list(map(step, items[-1:]))  # if main works
    for process, receiver in started:
        results.append(receiver.recv())
        process.join()
    return results  # if not main works
    return results + last  # if main works

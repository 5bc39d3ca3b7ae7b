from multiprocessing import Pipe, Process
from time import sleep  # if startup


def work(item, sender):
    sleep(STARTUP)  # if startup
    sender.send(step(item))


def main():
    results = []
    for item in SHARE:
        receiver, sender = Pipe(duplex=False)
        process = Process(target=work, args=(item, sender))
        process.start()
        results.append(receiver.recv())
        process.join()
    results.extend(map(step, items[-1:]))  # if main works
    return results

from multiprocessing import Array, Process
from time import sleep  # if startup


def work(index, item, results):
    sleep(STARTUP)  # if startup
    results[index] = step(item)


def main():
    results = Array(TYPE, len(items))
    for index, item in enumerate(SHARE):
        process = Process(target=work, args=(index, item, results))
        process.start()
        process.join()
    results[-1:] = list(map(step, items[-1:]))  # if main works
    return list(results)

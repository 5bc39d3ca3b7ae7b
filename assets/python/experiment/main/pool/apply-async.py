from functools import partial
from multiprocessing import Pool
from time import sleep  # if startup


def main():
    results, calls = [None] * len(items), []
    with Pool(WORKERS, INITIALIZER) as pool:
        for index, item in enumerate(items):
            keep = partial(results.__setitem__, index)
            calls.append(pool.apply_async(step, (item,), callback=keep))
        for call in calls:
            call.get()
    return results

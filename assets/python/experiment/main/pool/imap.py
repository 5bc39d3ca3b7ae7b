from multiprocessing import Pool
from time import sleep  # if startup


def main():
    results = []
    with Pool(WORKERS, INITIALIZER) as pool:
        for result in pool.imap(step, items, chunksize=CHUNKSIZE):
            results.append(result)
    return results

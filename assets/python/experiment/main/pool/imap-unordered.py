from multiprocessing import Pool
from time import sleep  # if startup


def numbered(pair):
    index, item = pair
    return index, step(item)


def main():
    results = [None] * len(items)
    with Pool(WORKERS, INITIALIZER) as pool:
        pairs = pool.imap_unordered(numbered, enumerate(items), chunksize=CHUNKSIZE)
        for index, result in pairs:
            results[index] = result
    return results

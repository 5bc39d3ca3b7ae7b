from multiprocessing import Pool
from time import sleep  # if startup


def main():
    with Pool(WORKERS, INITIALIZER) as pool:
        results = pool.map_async(step, items, chunksize=CHUNKSIZE)
        return results.get()

from multiprocessing import Pool
from time import sleep  # if startup


def main():
    with Pool(WORKERS, INITIALIZER) as pool:
        return pool.starmap(step, items, chunksize=CHUNKSIZE)

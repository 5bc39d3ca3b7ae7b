from concurrent.futures import Executor
from time import sleep  # if startup


def main():
    with Executor(WORKERS, INITIALIZER) as executor:
        return list(executor.map(step, items, chunksize=CHUNKSIZE))

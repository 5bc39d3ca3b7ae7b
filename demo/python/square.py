"""Fourteen squares on a pool of five: three numbers to a chunk, five chunks."""

from multiprocessing import Pool


def square(number):
    for _ in range(4_000_000):  # over and over, so that it takes a while
        result = number * number
    return result


if __name__ == "__main__":
    with Pool(5) as pool:
        for number, result in enumerate(pool.map(square, range(1, 15), chunksize=3), start=1):
            print(f"{number} squared is {result}")

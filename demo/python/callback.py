"""Results arrive in the order in which they are ready, and are sorted at the end."""

from multiprocessing import Pool

results = []


def cube(index, number):
    for _ in range((8 - index) * 2_000_000):  # the first takes longest
        result = number**3
    return index, result


def collect(result):
    results.append(result)


if __name__ == "__main__":
    with Pool(3) as pool:
        for index, number in enumerate([5, 3, 8, 1, 9, 2, 7, 4]):
            pool.apply_async(cube, (index, number), callback=collect)
        pool.close()
        pool.join()
    results.sort()
    print(*(result for _, result in results))

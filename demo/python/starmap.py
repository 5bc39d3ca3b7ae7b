"""A function of two arguments over pairs."""

from multiprocessing import Pool


def power(base, exponent):
    result = 1
    for _ in range(500_000):
        result = 1
        for _ in range(exponent):
            result *= base
    return result


if __name__ == "__main__":
    pairs = [(2, 10), (3, 4), (10, 6), (7, 3), (5, 8), (4, 4), (6, 5), (9, 2)]
    with Pool(4) as pool:
        powers = pool.starmap(power, pairs, chunksize=1)
    for (base, exponent), result in zip(pairs, powers):
        print(f"{base} ** {exponent} = {result}")

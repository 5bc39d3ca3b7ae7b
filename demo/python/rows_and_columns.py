"""imap over the rows of a table, then over its columns."""

from multiprocessing import Pool

SIZE = 300


def collatz(number):
    steps = 0
    while number > 1:
        number = 3 * number + 1 if number % 2 else number // 2
        steps += 1
    return steps


def longest(numbers):
    return max(map(collatz, numbers))


if __name__ == "__main__":
    rows = [range(1 + SIZE * row, 1 + SIZE * (row + 1)) for row in range(SIZE)]
    columns = list(zip(*rows))
    with Pool(2) as pool:
        print("rows:   ", max(pool.imap(longest, rows, chunksize=10)))
        print("columns:", max(pool.imap(longest, columns, chunksize=10)))

from hashlib import sha256
from itertools import accumulate


def count_between(row):
    number, low, high = row
    count = 0
    for digit in digits[ends[number] - widths[number] : ends[number]]:
        if low <= digit <= high:
            count += 1
    return count


widths = SIZES
ends = list(accumulate(widths))
blocks = range(ends[-1] // 32 + 1)
table = b"".join(sha256(f"SEED:{block}".encode()).digest() for block in blocks)
digits = bytes(byte * 10 // 256 for byte in table)
rows = [(number, 4, 8) for number in range(TASKS)]

from hashlib import sha256
from math import sqrt


def add_lengths(part):
    first, length = part
    total = 0.0
    for row in range(first, first + length):
        a, b = sides[row % len(sides)]
        total += sqrt(a * a + b * b)
    return total


blocks = range(32_768)
table = b"".join(sha256(f"SEED:{block}".encode()).digest() for block in blocks)
digits = bytes(byte * 10 // 256 for byte in table)
sides = list(zip(digits[::2], digits[1::2]))
lengths = SIZES
parts = [(number * length, length) for number, length in enumerate(lengths)]

from hashlib import sha256


def add_squares(column):
    number, length = column
    first = 40_503 * number
    total = 0
    for place in range(first, first + length):
        total += digits[place % len(digits)] ** 2
    return total


blocks = range(32_768)
table = b"".join(sha256(f"SEED:{block}".encode()).digest() for block in blocks)
digits = bytes(byte * 10 // 256 for byte in table)
lengths = SIZES
columns = list(enumerate(lengths))

"""Twelve pictures are blurred by a pool, a picture a task."""

from multiprocessing import Pool

SIZE = 300


def picture(number):
    return [[x * y * number % 256 for x in range(SIZE)] for y in range(SIZE)]


def blur(pixels):
    result = [row[:] for row in pixels]
    for y in range(1, SIZE - 1):
        for x in range(1, SIZE - 1):
            around = [row[x - 1 : x + 2] for row in pixels[y - 1 : y + 2]]
            result[y][x] = sum(map(sum, around)) // 9
    return result


if __name__ == "__main__":
    pictures = [picture(number) for number in range(1, 13)]
    with Pool(4) as pool:
        for number, pixels in enumerate(pool.imap(blur, pictures), 1):
            print(f"picture {number:2}: {sum(map(sum, pixels)) // SIZE**2}")

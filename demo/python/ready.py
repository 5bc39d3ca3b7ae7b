"""map_async returns at once; the parent asks whether it is ready, then waits."""

from multiprocessing import Pool


def square(number):
    for _ in range(6_000_000):
        result = number * number
    return result


if __name__ == "__main__":
    with Pool(2) as pool:
        result = pool.map_async(square, range(1, 9), chunksize=1)
        print("ready:", result.ready())
        result.wait(timeout=0.2)
        print("ready:", result.ready())
        result.wait()
        print("ready:", result.ready(), result.get())

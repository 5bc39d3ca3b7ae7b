"""Three processes put what they found on one queue."""

from multiprocessing import Process, Queue


def count_primes(first, last, queue):
    count = 0
    for number in range(first, last):
        if all(number % divisor for divisor in range(2, int(number**0.5) + 1)):
            count += 1
    queue.put((first, last, count))


if __name__ == "__main__":
    queue = Queue()
    limits = [2, 100_000, 200_000, 300_000]
    processes = [
        Process(target=count_primes, args=(first, last, queue))
        for first, last in zip(limits, limits[1:])
    ]
    for process in processes:
        process.start()
    results = [queue.get() for _ in processes]
    for process in processes:
        process.join()
    for first, last, count in sorted(results):
        print(f"{first:6} to {last:6}: {count} primes")

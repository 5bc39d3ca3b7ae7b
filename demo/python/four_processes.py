"""Four processes take numbers from one queue until they meet a -1."""

from multiprocessing import Manager, Process


def square(tasks, results):
    while True:
        number = tasks.get()
        if number == -1:
            break
        for _ in range(4_000_000):
            result = number * number
        results.put((number, result))
    results.put(-1)


if __name__ == "__main__":
    with Manager() as manager:
        tasks, results = manager.Queue(), manager.Queue()
        processes = [
            Process(target=square, args=(tasks, results), name=f"P{i}")
            for i in range(4)
        ]
        for process in processes:
            process.start()
        for number in list(range(12)) + [-1] * 4:
            tasks.put(number)

        squares, running = {}, 4
        while running:
            item = results.get()
            if item == -1:
                running -= 1
            else:
                squares[item[0]] = item[1]
        for process in processes:
            process.join()
    print(*(squares[number] for number in range(12)))

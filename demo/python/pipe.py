"""A parent and its child talk through a pipe, one question at a time."""

from multiprocessing import Pipe, Process


def answer(connection):
    while True:
        number = connection.recv()
        if number is None:
            break
        for _ in range(4_000_000):
            result = number * number
        connection.send(result)
    connection.close()


if __name__ == "__main__":
    here, there = Pipe()
    child = Process(target=answer, args=(there,))
    child.start()
    for number in range(1, 9):
        here.send(number)
        print(f"{number} squared is {here.recv()}")
    here.send(None)
    child.join()

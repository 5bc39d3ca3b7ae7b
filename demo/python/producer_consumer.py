"""A producer fills a queue, a consumer empties it, None is the end."""

from multiprocessing import Process, Queue


def spin(rounds):
    for _ in range(rounds * 1_000_000):
        pass


def produce(queue):
    for item in range(1, 9):
        spin(4)
        queue.put(item)
    queue.put(None)


def consume(queue):
    while True:
        item = queue.get()
        if item is None:
            break
        spin(6)
        print(f"consumed {item}")


if __name__ == "__main__":
    queue = Queue(maxsize=3)
    producer = Process(target=produce, args=(queue,))
    consumer = Process(target=consume, args=(queue,))
    producer.start()
    consumer.start()
    producer.join()
    consumer.join()

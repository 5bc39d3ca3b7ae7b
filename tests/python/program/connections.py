"""Pipes, listeners, clients, wait, and descriptors that travel to children."""

import multiprocessing
import os
from multiprocessing.connection import Client, Connection, Listener, wait

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def answer(address, connection):
    with Client(address, authkey=b"secret") as client:
        client.send([1, 2, 3])
        client.send_bytes(b"raw" * 100000)
        client.send(connection.recv())
    connection.close()


def show(call, *args):
    try:
        print(call(*args))
    except (OSError, EOFError, ValueError, TypeError) as error:
        print(type(error).__name__, error)


if __name__ == "__main__":
    here, there = context.Pipe()
    with Listener("socket", authkey=b"secret") as listener:
        process = context.Process(target=answer, args=("socket", there))
        process.start()
        there.close()
        with listener.accept() as connection:
            print(connection.recv(), len(connection.recv_bytes()))
            here.send({"sent": "to a child"})
            print(connection.recv())
            show(connection.recv)
        process.join()
    show(here.recv)
    show(here.send, 1)
    one, other = context.Pipe(duplex=False)
    show(one.send, 1)
    show(other.recv)
    print(one.poll(), one.poll(0.01), wait([one], 0.01), one.readable, one.writable)
    other.send_bytes(b"0123456789", 2, 5)
    buffer = bytearray(20)
    print(
        one.poll(),
        wait([one]) == [one],
        one.recv_bytes_into(buffer, 3),
        bytes(buffer[:10]),
    )
    other.send_bytes(b"too long")
    show(one.recv_bytes, 3)
    show(one.recv_bytes)
    one, other = context.Pipe()
    other.send(0)
    os.read(one.fileno(), 1)
    other.close()
    show(one.recv)
    one.close()
    show(one.recv)
    show(one.send, 2)
    show(Connection, -1)
    show(lambda: wait([], 0))
    here, there = multiprocessing.Pipe()
    print(here.send.__name__, Connection.recv.__qualname__, repr(here)[:40].split()[0])

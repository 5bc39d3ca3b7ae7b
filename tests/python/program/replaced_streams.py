"""sys.stdout and sys.stderr are replaced, closed, or gone."""

import io
import multiprocessing.pool
import os
import sys

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


class Prefixed(io.TextIOBase):
    def __init__(self, stream):
        self.stream = stream

    def write(self, text):
        return self.stream.write(text.replace("\n", " <\n"))

    def flush(self):
        self.stream.flush()


class NotReally:
    """No flush, no fileno, no encoding."""

    def write(self, text):
        os.write(1, b"[" + text.encode() + b"]\n")


def shout(number):
    print("task", number)
    return number


def child(stream):
    if stream == "none":
        sys.stdout = sys.stderr = None
    elif stream == "closed":
        sys.stdout.close()
    elif stream == "text":
        sys.stdout = io.StringIO()
    elif stream == "descriptors":
        os.close(1)
        os.close(2)
    with multiprocessing.pool.ThreadPool(1) as pool:
        pool.map(abs, [1])
        pool.close()
        pool.join()


if __name__ == "__main__":
    sys.stdout = Prefixed(sys.stdout)
    with context.Pool(1) as pool:
        print(pool.map(shout, [1, 2]))
        pool.close()
        pool.join()
    for stream in "none", "closed", "text", "descriptors":
        process = context.Process(target=child, args=(stream,))
        process.start()
        process.join()
        print(stream, process.exitcode)
    kept = sys.stdout
    kept.flush()
    sys.stdout, sys.stderr = NotReally(), None
    with multiprocessing.pool.ThreadPool(1) as pool:
        print(pool.map(shout, [3]))
    sys.stdout = kept
    sys.stdout.flush()

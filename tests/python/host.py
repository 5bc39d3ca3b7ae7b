"""A host for the probe: takes the logs of all processes and decodes them. `host.py SCRIPT ARGUMENTS…` prints what it saw."""

import array
import json
import mmap
import os
import pathlib
import select
import socket
import struct
import subprocess
import sys
import tempfile
import threading

PROBE = pathlib.Path(__file__).resolve().parents[2] / "assets" / "python"

KINDS = {
    1: "start-up", 2: "wait", 3: "receive", 4: "task", 5: "send", 6: "lock", 7: "exit", 8: "create", 9: "dispatch",
    11: "collect", 17: "deliver", 18: "serve", 64: "callback", 96: "import of main", 97: "initializer",
    98: "create shared memory", 99: "attach shared memory", 128: "pickle", 129: "unpickle", 130: "pipe send",
    131: "manager call", 192: "wait for results", 193: "join", 194: "queue get", 195: "queue put", 196: "condition",
    197: "pipe receive", 198: "command",
}  # fmt: skip
TASK, NONE = 4, 0xFFFFFFFF


class Span:
    def __init__(self, words, number, checked):
        self.start, self.duration, w2, w3, w4, w5, self.word = words
        self.end = self.start + self.duration
        self.task, self.count = w2 & NONE, w2 >> 32
        self.chunk, self.bytes = w3 & NONE, w3 >> 32
        self.kind, self.flags = w4 >> 32 & 255, w4 >> 40 & 255
        self.cpu, self.asleep = w4 & 65535, w4 >> 48
        self.ref = w5 & NONE
        self.failed = bool(self.flags & 16)
        if checked:
            x = words[0] ^ words[1] ^ w2 ^ w3 ^ w4 ^ words[6] ^ self.ref ^ (number * 0x9E3779B97F4A7C15 & (1 << 64) - 1)
            assert w5 >> 32 == (x ^ x >> 32) & NONE, "check of a record"

    @property
    def name(self):
        return KINDS[self.kind]


class Lane:
    def __init__(self, words, header, blocks, checked):
        w = words[header : header + 16].tolist()
        self.kind, self.number, self.thread, block, self.length, self.dropped = w[0], w[1], w[2], w[3], w[8], w[9]
        self.now = w[11:15] if w[13] >> 8 == w[8] and w[13] & 255 else None
        self.spans = []
        per_block = (blocks - 8) // 7
        for n in range(self.length):
            if n and n % per_block == 0:
                block = words[block]
            at = block + 8 + n % per_block * 7
            self.spans.append(Span(words[at : at + 7].tolist(), n, checked))

    def check(self):
        """Spans are in order of time and do not overlap."""
        for one, next in zip(self.spans, self.spans[1:]):
            assert one.end <= next.start, (one.name, one.start, one.end, next.name, next.start)


class Process:
    """What one log says."""

    def __init__(self, message, memory):
        self.__dict__.update(message)
        self.message, self.memory = message, memory
        self.ended = False

    def read(self):
        words = memoryview(self.memory).cast("Q")
        assert words[0] == int.from_bytes(b"PARSCOPE", "little") and words[1] == 2 and words[2] == 7
        assert words[6] * 8 == len(self.memory)
        first = 16 + words[5] // 8
        self.lanes = [Lane(words, first + 16 * i, words[7], words[9]) for i in range(words[8])]
        # The table last: what a record refers to was there before the record.
        self.lines = [json.loads(l) for l in self.memory[128 : 128 + words[4]].decode().splitlines()]
        self.refs = {l["ref"]: l for l in self.lines if next(iter(l)) == "ref"}
        self.no_lane, self.no_room = words[10], words[11]
        for line in self.lines:
            if "process" in line:
                self.__dict__.update(line["process"])
        for lane in self.lanes:
            lane.check()
            for span in lane.spans:
                assert span.ref == NONE or span.ref in self.refs, span.ref
        return self

    def find(self, key):
        """Lines of this kind: the first key of a line says what it is."""
        return [line for line in self.lines if next(iter(line)) == key]

    def spans(self, kind=TASK):
        return [s for lane in self.lanes for s in lane.spans if s.kind == kind]


class Host:
    """Listens; `processes` are those that have registered, in this order."""

    def __init__(self):
        self.directory = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.directory.name, "socket")
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(self.path)
        self.listener.listen(4096)
        self.processes, self.errors = [], []
        self.stop_reading, self.stop_writing = os.pipe()
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        poll = select.poll()
        poll.register(self.listener, select.POLLIN)
        poll.register(self.stop_reading, select.POLLIN)
        open_ones, stopping = {}, False
        while True:
            for fd, _ in poll.poll(0 if stopping else None) or [(None, 0)]:
                if fd is None:
                    for s, _ in open_ones.values():
                        s.close()
                    return
                if fd == self.stop_reading:
                    poll.unregister(fd)
                    stopping = True
                elif fd == self.listener.fileno():
                    connection, _ = self.listener.accept()
                    open_ones[connection.fileno()] = connection, None
                    poll.register(connection, select.POLLIN)
                else:
                    connection, process = open_ones[fd]
                    try:
                        process = self.receive(connection, process)
                    except Exception as error:
                        self.errors.append(error)
                        process = None
                    if process is None:
                        poll.unregister(fd)
                        del open_ones[fd]
                        connection.close()
                    else:
                        open_ones[fd] = connection, process

    def receive(self, connection, process):
        data, ancillary, _, _ = connection.recvmsg(65536, socket.CMSG_SPACE(4))
        if not data:
            if process is not None:
                process.ended = True
            return None
        assert process is None, "a second message"
        message = json.loads(data)
        pid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
        assert pid == message["pid"], (pid, message["pid"])
        fds = array.array("i")
        fds.frombytes(ancillary[0][2])
        memory = mmap.mmap(fds[0], os.fstat(fds[0]).st_size, mmap.MAP_SHARED, mmap.PROT_READ)
        os.close(fds[0])
        process = Process(message, memory)
        self.processes.append(process)
        return process

    def environment(self):
        old = os.environ.get("PYTHONPATH")
        path = str(PROBE) + (os.pathsep + old if old else "")
        return {**os.environ, "PYTHONPATH": path, "PARSCOPE_SOCKET": self.path}

    def close(self):
        os.close(self.stop_writing)
        self.thread.join()
        os.close(self.stop_reading)
        self.listener.close()
        self.directory.cleanup()
        if self.errors:
            raise self.errors[0]
        for process in self.processes:
            process.read()


class Run:
    """A program that has run to its end, watched."""

    def __init__(self, command, **options):
        host = Host()
        try:
            self.result = subprocess.run(command, env=host.environment(), **options)
        finally:
            host.close()
        self.processes = host.processes

    def process(self, pid):
        (process,) = [p for p in self.processes if p.pid == pid]
        return process

    def find(self, key):
        return [(p, line) for p in self.processes for line in p.find(key)]

    def tasks(self, owner, job):
        """Spans of a job of a Pool, as (process, span)."""
        return [
            (p, s)
            for p in self.processes
            for s in p.spans()
            if s.ref != NONE and p.refs[s.ref].get("owner") == owner and p.refs[s.ref].get("job") == job
        ]


def show(run):
    zero = min((p.birth for p in run.processes), default=0)
    for p in run.processes:
        print(f"\n=== {p.message}")
        for line in p.lines:
            print("   ", json.dumps(line))
        for lane in p.lanes:
            print(f"  lane {lane.number} thread {lane.thread} {lane.length} spans, now {lane.now}")
            for s in lane.spans[:200]:
                ref = "" if s.ref == NONE else {k: v for k, v in p.refs[s.ref].items() if k != "ref"}
                print(
                    f"    {(s.start - zero) / 1e6:10.3f} {s.duration / 1e6:9.3f} ms {s.name:16} task {s.task}+{s.count}"
                    f" chunk {s.chunk} bytes {s.bytes} flags {s.flags} cpu {s.cpu / 655.35:.0f}% asleep"
                    f" {s.asleep / 655.35:.0f}% arg {s.word} {ref}"
                )


if __name__ == "__main__":
    python = os.environ.get("PARSCOPE_TEST_PYTHON", sys.executable)
    watched = Run([python, *sys.argv[1:]])
    show(watched)
    sys.exit(watched.result.returncode)

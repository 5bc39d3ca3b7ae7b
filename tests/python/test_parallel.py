"""Threads that run at the same time, as those of a build without the GIL do: nothing is lost, doubled or mixed up."""

import os
import subprocess
import time
from collections import Counter

from host import Host
from program import ProgramTest, python

THREADS = 8

HAMMER = """
    import json, sys, threading
    from concurrent.futures import ThreadPoolExecutor
    from multiprocessing.pool import ThreadPool

    THREADS, ROUNDS = 8, 20

    def work(name):
        return len(name)

    def nothing():
        pass

    def client(number):
        begin.wait()
        for n in range(ROUNDS):
            pool.map(work, [f"{number}.{n}.{i}" for i in range(6)], 2)
            pool.apply(work, ("same for all",))
            for future in [executor.submit(work, f"{n}") for i in range(3)]:
                future.result()
            sum(executor.map(work, [f"{number}", f"{n}"]))
            if n % 10 == 0:
                thread = threading.Thread(target=nothing)
                thread.start()
                thread.join()

    if __name__ == "__main__":
        sys.setswitchinterval(1e-5)
        begin = threading.Barrier(THREADS)
        with ThreadPool(THREADS) as pool, ThreadPoolExecutor(THREADS) as executor:
            clients = [threading.Thread(target=client, args=(n,)) for n in range(THREADS)]
            for thread in clients:
                thread.start()
            for thread in clients:
                thread.join()
"""


class ParallelTest(ProgramTest):
    def test_eight_threads_at_once(self):
        host = Host()
        child = subprocess.Popen([python(), self.write(HAMMER)], env=host.environment(), cwd=self.directory)
        try:
            while child.poll() is None:
                for process in list(host.processes):
                    process.read()  # what a record refers to is there before the record
                time.sleep(0.2)
        finally:
            child.kill()
            host.close()
        self.assertEqual(child.returncode, 0)
        (process,) = host.processes
        rounds = 20
        self.assertEqual((process.no_lane, process.no_room), (0, 0))
        for key in "call", "ref", "text", "pool":
            counts = Counter(line[key] for line in process.find(key))
            self.assertEqual(
                (set(counts.values()), sorted(counts)[-1] - sorted(counts)[0] + 1), ({1}, len(counts)), key
            )
        self.assertEqual(len({line["value"] for line in process.find("text")}), len(process.find("text")))

        calls = {line["call"]: line for line in process.find("call")}
        kinds = Counter(call["kind"] for call in calls.values())
        # Each map is a call; of `apply`, `submit` and `Thread` those of one line are one.
        self.assertEqual(kinds, {"ThreadPool.map": THREADS * rounds, "ThreadPool.apply": 1, "Thread": 2,
                                 "ThreadPoolExecutor.submit": 1, "ThreadPoolExecutor.map": THREADS * rounds})  # fmt: skip
        members = Counter((call, task) for call, _, task in (line["member"] for line in process.find("member")))
        self.assertEqual(set(members.values()), {1})
        self.assertEqual(len(members), THREADS + THREADS * rounds // 10)

        items = {job: task for _, job, task in (line["item"] for line in process.find("item"))}
        self.assertEqual(sorted(items.values()), list(range(THREADS * rounds)))
        done = Counter()
        for span in process.spans():
            target = process.refs[span.ref]
            if "job" in target:
                for n in range(span.count):
                    done["job", target["job"], span.chunk, span.task + n] += 1
            elif "jobs" in target:
                done["item", span.chunk] += span.count
            elif "pool" in target:
                done["work", target["pool"], span.chunk] += span.count
        self.assertEqual(set(done.values()), {1})
        kinds = Counter(key[0] for key in done)
        self.assertEqual(kinds, {"job": THREADS * rounds * 6, "item": THREADS * rounds, "work": THREADS * rounds * 5})
        self.assertEqual({key[1] for key in done if key[0] == "item"}, set(items))

    def test_no_object_changes_its_class_without_the_gil(self):
        """That stops all threads, and a child that is forked meanwhile waits for ever when it does the same."""
        run = self.watch("""
            import multiprocessing, sys
            from multiprocessing.connection import Connection
            from multiprocessing.synchronize import Lock
            def kinds(pool):
                queue = pool._inqueue if pool else multiprocessing.current_process()._args[0]
                return {type(queue._reader), type(queue._writer), type(queue._rlock)} == {Connection, Lock}
            if __name__ == "__main__":
                if "t" in sys.abiflags:
                    with multiprocessing.get_context("fork").Pool(1) as pool:
                        print(pool.map(kinds, [None] * 4, 2), kinds(pool))
        """)
        self.assertNotIn("False", run.output)

    def test_tasks_of_threads_overlap_and_the_gil_is_told(self):
        has_choice = subprocess.run([python(), "-c", "import sys; sys.exit('t' in sys.abiflags)"]).returncode == 1
        for gil in ("0", "1") if has_choice else ("",):
            with self.subTest(gil=gil):
                os.environ["PYTHON_GIL"] = gil
                self.addCleanup(os.environ.pop, "PYTHON_GIL", None)
                run = self.watch("""
                    import threading
                    from concurrent.futures import ThreadPoolExecutor
                    def spin(number):
                        begin.wait()
                        for _ in range(300_000):
                            pass
                    begin = threading.Barrier(2)
                    with ThreadPoolExecutor(2) as executor:
                        list(executor.map(spin, range(2)))
                """)
                self.assertEqual(run.processes[0].gil, gil != "0")
                spans = run.processes[0].spans()
                one, other = ([span for span in spans if span.chunk == chunk] for chunk in (0, 1))
                self.assertLess(max(one[0].start, other[0].start), min(one[-1].end, other[-1].end))

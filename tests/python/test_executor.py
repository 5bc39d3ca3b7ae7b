"""The executors of concurrent.futures."""

import json

from host import NONE
from program import STARTS, ProgramTest

PROGRAM = """
    import json, multiprocessing, os, sys, threading
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, wait

    def f(x, y=0):
        if x == "bad":
            raise ValueError(x)
        return x, os.getpid()

    if __name__ == "__main__":
        if sys.argv[1] == "threads":
            executor = ThreadPoolExecutor(2)
        else:
            executor = ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(sys.argv[1]))
        with executor:
            mapped = list(executor.map(f, range(12), chunksize=5))
            futures = []
            for x in range(3):
                futures.append(executor.submit(f, x))
            wait(futures)
            failing = executor.submit(f, "bad")
            wait([failing])
        print(json.dumps([os.getpid(), mapped, [x.result() for x in futures]]))
"""


class ExecutorTest(ProgramTest):
    def run_executor(self, start):
        run = self.watch(PROGRAM, start)
        owner, mapped, submitted = json.loads(run.output)
        main = run.process(owner)
        (pool,) = main.find("pool")
        kind = "ThreadPoolExecutor" if start == "threads" else "ProcessPoolExecutor"
        self.assertEqual((pool["kind"], pool["workers"], pool["start"]), (kind, 2, start))
        calls = main.find("call")
        self.assertEqual([c["kind"].split(".")[1] for c in calls], ["map", "submit", "submit"])
        self.assertEqual({c["kind"].split(".")[0] for c in calls}, {kind})
        self.assertEqual({c["function"] for c in calls}, {"f"})
        # Work item: (call, chunk within it)
        work = {}
        for line in main.find("work"):
            call, number, first, chunks, chunksize, tasks = line["work"]
            self.assertEqual(number, pool["pool"])
            for i in range(chunks):
                work[first + i] = call, i, chunksize, tasks
        seen = {}
        for process in run.processes:
            for span in process.spans():
                target = process.refs[span.ref]
                self.assertEqual(target["owner"], owner)
                if start == "threads":
                    self.assertEqual(target["pool"], pool["pool"])
                call, chunk, chunksize, task = work[span.chunk]
                for i in range(span.count):
                    number = chunk * chunksize + span.task + i if calls[call]["kind"].endswith("map") else task
                    self.assertNotIn((call, number), seen)
                    seen[call, number] = process.pid, span.failed
        expected = {(0, x): (pid, False) for x, pid in mapped}
        expected.update({(1, x): (pid, False) for x, pid in submitted})
        self.assertEqual({k: v for k, v in seen.items() if k[0] != 2}, expected)
        self.assertEqual([v[1] for k, v in seen.items() if k[0] == 2], [True])
        self.assertEqual(main.find("pool_end"), [{"pool_end": 1, "how": "shutdown"}])
        return run, main, [l["work"] for l in main.find("work") if l["work"][0] == 0][-1]

    def test_processes(self):
        for start in STARTS:
            with self.subTest(start=start):
                run, main, mapped = self.run_executor(start)
                self.assertEqual(mapped, [0, 1, 0, 3, 5, 12])
                self.assertTrue(all(c["pool"] == 1 for c in main.find("child")))
                for child in main.find("child"):
                    self.assertEqual(run.process(child["child"]).lanes[0].spans[0].kind, 1)

    def test_threads(self):
        _, main, mapped = self.run_executor("threads")
        self.assertEqual(mapped, [0, 1, 0, 12, 1, 12])
        self.assertIn("worker", {line["role"] for line in main.find("lane")})

    def test_subclass_and_method(self):
        run = self.watch("""
            from concurrent.futures import ThreadPoolExecutor
            from functools import partial
            class Mine(ThreadPoolExecutor):
                pass
            class C:
                def m(self, x, y=0):
                    return x
            with Mine(1) as executor:
                f = executor.map
                print(list(f(partial(C().m, y=1), [1, 2])), list(f(lambda x: x, [3])))
        """)
        self.assertEqual(run.output, "[1, 2] [3]\n")
        names = [(c["kind"], c["function"]) for c in run.processes[0].find("call")]
        self.assertEqual(names, [("ThreadPoolExecutor.map", "C.m"), ("ThreadPoolExecutor.map", "lambda at program.py:11")])

    def test_broken_pool(self):
        run = self.watch("""
            import os, sys
            from concurrent.futures import ProcessPoolExecutor
            def f(x):
                os._exit(7)
            if __name__ == "__main__":
                with ProcessPoolExecutor(1) as executor:
                    print(type(executor.submit(f, 1).exception()).__name__)
        """)
        self.assertEqual(run.output, "BrokenProcessPool\n")
        (death,) = run.processes[0].find("ended")
        self.assertEqual((death["code"], death["expected"]), (7, False))
        self.assertEqual(run.processes[-1].spans(), [])
        self.assertNotEqual(run.processes[-1].lanes[0].now[3] & NONE, NONE)

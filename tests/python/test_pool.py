"""Pool and ThreadPool."""

import json

from host import NONE, TASK
from program import STARTS, ProgramTest

PROGRAM = """
    import json, multiprocessing, os, sys
    from multiprocessing.pool import ThreadPool

    def f(x):
        return x, os.getpid()

    def g(x, y):
        return x, os.getpid()

    if __name__ == "__main__":
        start, method, workers, tasks, chunksize = sys.argv[1], sys.argv[2], *map(eval, sys.argv[3:])
        pool = ThreadPool(workers) if start == "threads" else multiprocessing.get_context(start).Pool(workers)
        items = range(tasks)
        function = f
        if method.startswith("starmap"):
            items, function = [(x, 1) for x in items], g
        with pool:
            if method.startswith("apply"):
                results = [getattr(pool, method)(function, (x,)) for x in items]
                results = [r.get() if hasattr(r, "get") else r for r in results]
            else:
                arguments = () if chunksize is None else (chunksize,)
                results = getattr(pool, method)(function, items, *arguments)
                results = sorted(results.get() if hasattr(results, "get") else results)
        print(json.dumps([os.getpid(), results]))
"""


class PoolTest(ProgramTest):
    def run_pool(self, start, method, workers, tasks, chunksize):
        run = self.watch(PROGRAM, start, method, str(workers), str(tasks), str(chunksize))
        run.owner, run.results = json.loads(run.output)
        run.main = run.process(run.owner)
        return run

    def check_map(self, run, tasks, chunksize, chunks):
        """Every task once, in its chunk, on the lane of the process that ran it."""
        (call,) = [c for c in run.main.find("call")]
        self.assertEqual((call["tasks"], call["chunksize"]), (tasks, chunksize))
        seen = {}
        for process, span in run.tasks(run.owner, call["job"]):
            self.assertFalse(span.failed)
            for i in range(span.count):
                task = span.chunk * chunksize + span.task + i
                self.assertNotIn(task, seen)
                seen[task] = process.pid
                self.assertEqual((span.task + i) // chunksize, 0)
        self.assertEqual(seen, {x: pid for x, pid in run.results})
        self.assertEqual(len({s.chunk for _, s in run.tasks(run.owner, call["job"])}), chunks)
        self.assertEqual([e["failed"] for e in run.main.find("call_end")], [None])
        return call

    def test_chunks(self):
        for start in STARTS:
            for chunksize, chunks in (1, 24), (2, 12), (3, 8), (None, 12):
                with self.subTest(start=start, chunksize=chunksize):
                    run = self.run_pool(start, "map", 4, 24, chunksize)
                    call = self.check_map(run, 24, chunksize or 2, chunks)
                    self.assertEqual((call["kind"], call["function"], call["asked"]), ("Pool.map", "f", chunksize))
                    self.assertEqual((call["workers"], call["start"], call["line"]), (4, start, 24))

    def test_fourteen_numbers_by_three(self):
        self.check_map(self.run_pool("fork", "map", 5, 14, 3), 14, 3, 5)

    def test_methods(self):
        for method in "map_async", "starmap", "starmap_async", "imap", "imap_unordered":
            with self.subTest(method=method):
                run = self.run_pool("fork", method, 2, 10, 3)
                call = self.check_map(run, 10, 3, 4)
                self.assertEqual(call["kind"], "Pool." + method)
                self.assertEqual(call["function"], "g" if "star" in method else "f")

    def test_thread_pool(self):
        run = self.run_pool("threads", "map", 2, 10, 3)
        call = self.check_map(run, 10, 3, 4)
        self.assertEqual((call["kind"], call["start"]), ("ThreadPool.map", "threads"))

    def single(self, run):
        """Tasks that are calls of their own: {(job, item): pid}."""
        seen = {}
        for process in run.processes:
            for span in process.spans():
                self.assertTrue(process.refs[span.ref]["jobs"])
                self.assertEqual(span.count, 1)
                self.assertNotIn((span.chunk, span.task), seen)
                seen[span.chunk, span.task] = process.pid
        return seen

    def test_imap_without_chunks(self):
        for method in "imap", "imap_unordered":
            run = self.run_pool("fork", method, 2, 6, None)
            (call,) = run.main.find("call")
            self.assertEqual((call["tasks"], call["chunksize"], call["asked"]), (6, 1, None))
            self.assertEqual(self.single(run), {(call["job"], x): pid for x, pid in run.results})

    def test_apply_is_a_group(self):
        for start, method in ("fork", "apply"), ("spawn", "apply_async"), ("threads", "apply_async"):
            run = self.run_pool(start, method, 2, 6, None)
            (call,) = run.main.find("call")
            self.assertEqual(call["kind"], ("ThreadPool." if start == "threads" else "Pool.") + method)
            items = [line["item"] for line in run.main.find("item")]
            self.assertEqual([task for _, _, task in items], list(range(6)))
            self.assertEqual(self.single(run), {(job, 0): run.results[task][1] for _, job, task in items})

    def test_owner_hands_out_and_collects(self):
        run = self.run_pool("fork", "map", 2, 12, 1)
        handed_out = [s.chunk + i for s in run.main.spans(9) for i in range(s.count)]
        self.assertEqual(handed_out, list(range(12)))
        self.assertEqual(sorted(s.chunk for s in run.main.spans(11)), list(range(12)))
        roles = {line["role"] for line in run.main.find("lane")}
        self.assertEqual(roles, {"worker handler", "task handler", "result handler"})

    def test_workers(self):
        run = self.run_pool("spawn", "map", 2, 4, 1)
        (pool,) = run.main.find("pool")
        self.assertEqual((pool["kind"], pool["workers"], pool["start"]), ("Pool", 2, "spawn"))
        for child in run.main.find("child"):
            process = run.process(child["child"])
            if not process.spans():
                continue  # the pool may have come to its end before the worker began
            self.assertEqual((child["pool"], child["how"], process.parent), (1, "spawn", run.owner))
            self.assertEqual(process.name, child["name"])
            kinds = [s.kind for s in process.lanes[0].spans]
            self.assertEqual(kinds[0], 1)
            self.assertIn(96, kinds)
        self.assertEqual(run.main.find("pool_end"), [{"pool_end": 1, "how": "terminate"}])

    def test_many_short_tasks(self):
        run = self.run_pool("fork", "map", 2, 20000, 500)
        self.check_map(run, 20000, 500, 40)
        merged = [s for p in run.processes for s in p.spans() if s.count > 1]
        self.assertTrue(all(s.flags & 2 for s in merged))
        self.assertTrue(merged)

    def test_many_short_chunks(self):
        for start, tasks in ("fork", 6000), ("threads", 2000):
            run = self.run_pool(start, "map", 2, tasks, 1)
            self.check_map(run, tasks, 1, tasks)
            handed_out = [s.chunk + i for s in run.main.spans(9) + run.main.spans(130) for i in range(s.count)]
            self.assertEqual(sorted(handed_out), list(range(tasks)))
            self.assertTrue(all(s.flags & 2 for s in run.main.spans(9) if s.count > 1))

    def test_many_short_calls(self):
        run = self.run_pool("fork", "apply_async", 2, 1500, None)
        items = [line["item"] for line in run.main.find("item")]
        self.assertEqual(self.single(run), {(job, 0): run.results[task][1] for _, job, task in items})
        run = self.run_pool("fork", "imap", 2, 2000, None)
        (call,) = run.main.find("call")
        self.assertEqual(self.single(run), {(call["job"], x): pid for x, pid in run.results})

    def test_chunks_are_handed_over_together_where_they_are_short(self):
        run = self.watch("""
            import multiprocessing
            def f(x):
                if x % 100 == 99:
                    raise ValueError(x)
            if __name__ == "__main__":
                with multiprocessing.Pool(1) as pool:
                    results = [pool.apply_async(f, (x,)) for x in range(3000)]
                    for x, result in enumerate(results):
                        try:
                            result.get()
                            assert x % 100 != 99
                        except ValueError:
                            assert x % 100 == 99
        """)
        (worker,) = [p for p in run.processes if p.spans()]
        spans = worker.spans()
        self.assertEqual([s.word for s in spans], list(range(3000)))
        self.assertEqual([s.word for s in spans if s.failed], list(range(99, 3000, 100)))
        self.assertTrue(all(s.count == 0 for s in worker.spans(5)))

    def test_chunks_that_are_handed_over_together_are_told_as_others_are(self):
        run = self.watch("""
            import multiprocessing
            from itertools import repeat
            from parscope_probe import worker
            # However busy the machine is, each chunk comes soon enough.
            worker.SHORT_GAP = worker.SHORT_TURN = 10**12
            def f(x):
                for _ in repeat(None, 20000):
                    pass
            if __name__ == "__main__":
                values = [-1, 1 << 63, 1 << 70, 1.5, "text", None]
                with multiprocessing.Pool(1) as pool:
                    pool.map(f, values * 40, 1)
                    pool.map(f, range(300), 3)
        """)
        (worker,) = [p for p in run.processes if p.spans()]
        (lane,) = worker.lanes
        lane.check()
        together = [s for s in worker.spans(5) if s.flags & 2]
        self.assertGreater(len(together), 200)
        singles = [s for s in worker.spans() if worker.refs[s.ref]["job"] == 0]
        self.assertEqual([s.chunk for s in singles], list(range(240)))
        self.assertEqual([s.flags >> 6 for s in singles], [1, 0, 0, 2, 3, 0] * 40)
        self.assertEqual({s.word for s in singles[::6]}, {(1 << 64) - 1})
        chunks = {}
        for span in worker.spans():
            if worker.refs[span.ref]["job"] == 1:
                chunks.setdefault(span.chunk, []).extend(range(span.task, span.task + span.count))
        self.assertEqual(chunks, {i: [0, 1, 2] for i in range(100)})

    def test_cpu_time_of_tasks(self):
        run = self.watch("""
            import multiprocessing, time
            from itertools import repeat
            def f(x):
                if x % 2:
                    time.sleep(0.003)
                else:
                    begun = time.thread_time()
                    while time.thread_time() < begun + 0.003:
                        pass
            if __name__ == "__main__":
                with multiprocessing.Pool(1) as pool:
                    pool.map(f, range(200), 1)
        """)
        (worker,) = [p for p in run.processes if p.spans()]
        spans = worker.spans()
        self.assertEqual([s.word for s in spans], list(range(200)))
        measured = [s for s in spans if s.flags & 1]
        self.assertGreater(len(measured), 160)
        awake, asleep = [], []
        for span in measured:
            times = [share * span.duration / 65535e6 for share in (span.cpu, span.asleep)]
            (asleep if span.word % 2 else awake).append(times)
        self.assertTrue(all(cpu < 1 for cpu, _ in asleep), asleep)
        # On a busy machine a few are interrupted just when the clocks are read.
        self.assertGreater(sum(2.7 < cpu < 4 and rest < 1 for cpu, rest in awake), len(awake) * 0.8)
        self.assertGreater(sum(rest > 2 for _, rest in asleep), len(asleep) * 0.8)

    def test_failures(self):
        run = self.watch("""
            import multiprocessing
            def f(x):
                if x == 5:
                    raise ValueError(x)
            if __name__ == "__main__":
                with multiprocessing.Pool(1) as pool:
                    for chunksize in 3, 1:
                        try:
                            pool.map(f, range(9), chunksize)
                        except ValueError:
                            pass
                    try:
                        pool.apply(f, (5,))
                    except ValueError:
                        pass
                    try:
                        pool.map(lambda x: x, range(3))
                    except Exception:
                        pass
        """)
        main = run.processes[0]
        one, two = run.tasks(main.pid, 0), run.tasks(main.pid, 1)
        # The rest of the chunk is never begun.
        self.assertEqual(sum(s.count for _, s in one), 9)
        self.assertEqual([(s.chunk, s.task, s.count) for _, s in one if s.failed], [(1, 2, 1)])
        self.assertEqual(sum(s.count for _, s in two), 9)
        self.assertEqual([(s.chunk, s.task) for _, s in two if s.failed], [(5, 0)])
        ends = [e["failed"] for e in main.find("call_end")]
        self.assertEqual(ends[:2], ["ValueError", "ValueError"])
        (line, *_) = main.find("unpicklable")
        self.assertIn("lambda", line["unpicklable"] + line["error"])
        self.assertEqual(sum(s.failed for p in run.processes for s in p.spans()), 3)

    def test_worker_that_dies(self):
        run = self.watch("""
            import multiprocessing, os, time
            def f(x):
                if x == 2:
                    os.kill(os.getpid(), 9)
                return x
            if __name__ == "__main__":
                with multiprocessing.Pool(2) as pool:
                    result = pool.map_async(f, range(6), 1)
                    result.wait(0.5)
                    print(result.ready())
        """)
        main = run.processes[0]
        (death,) = [e for e in main.find("ended") if e["code"] == -9]
        self.assertFalse(death["expected"])
        self.assertTrue(all(e["expected"] for e in main.find("ended") if e is not death))
        lane = run.process(death["ended"]).lanes[0]
        self.assertEqual(lane.now[2] & 255, TASK)
        self.assertEqual(lane.now[1] >> 32, 2)

    def test_maxtasksperchild_and_initializer(self):
        run = self.watch("""
            import multiprocessing, time
            def begin():
                time.sleep(0.002)
            def f(x):
                return x
            if __name__ == "__main__":
                with multiprocessing.Pool(1, begin, maxtasksperchild=2) as pool:
                    pool.map(f, range(6), 1)
                    pool.close()
                    pool.join()
        """)
        main = run.processes[0]
        self.assertEqual([(e["code"], e["expected"]) for e in main.find("ended")], [(0, True)] * len(main.find("child")))
        self.assertGreaterEqual(len(main.find("child")), 3)
        for p in run.processes[1:]:
            self.assertEqual(len(p.spans(97)), 1)
            self.assertLessEqual(sum(s.count for s in p.spans()), 2)
        self.assertEqual(main.find("pool")[0]["maxtasksperchild"], 2)
        self.assertEqual(main.find("pool_end"), [{"pool_end": 1, "how": "close"}])

    def test_callbacks(self):
        run = self.watch("""
            import multiprocessing, time
            def f(x):
                return 1 / x
            def called(result):
                time.sleep(0.005)
            if __name__ == "__main__":
                with multiprocessing.Pool(1) as pool:
                    pool.apply_async(f, (1,), callback=called).get()
                    try:
                        pool.apply_async(f, (0,), callback=called, error_callback=called).get()
                    except ZeroDivisionError:
                        pool.map_async(f, [1], callback=called).get()
        """)
        spans = run.processes[0].spans(64)
        self.assertEqual(len(spans), 3)
        for span in spans:
            self.assertGreaterEqual(span.duration, 5_000_000)

    def test_what_is_sent_and_how_much_of_it(self):
        run = self.watch("""
            import functools, multiprocessing
            from concurrent.futures import ProcessPoolExecutor
            class Model:
                def __init__(self):
                    self.data = bytes(200000)
                def run(self, x):
                    return self.data
            def f(a, b=None):
                return a
            if __name__ == "__main__":
                model = Model()
                with multiprocessing.Pool(1) as pool:
                    pool.map(model.run, range(2))
                    pool.map(functools.partial(f, model.data), range(2))
                    pool.starmap(f, [(1, "a")])
                    pool.apply(f, (model, 2))
                    list(pool.imap(f, iter([1])))
                with ProcessPoolExecutor(1) as executor:
                    list(executor.map(f, [model.data, 2], chunksize=2))
                    executor.submit(f, {}).result()
                a, b = multiprocessing.Pipe()
                a.send([b"x" * 1000] * 100 + ["y" * 20000])
                b.recv()
        """)
        main = run.processes[0]
        sent = [(c["sends"], c["carries"]) for c in main.find("call")]
        self.assertEqual(sent, [("int", "Model"), ("int", "bytes"), ("(int, str)", None), ("(Model, int)", None),
                                (None, None), ("bytes", None), ("dict", None)])  # fmt: skip
        self.assertEqual([e["returns"] for e in main.find("call_end")], ["bytes", "bytes", "int", None])
        # Of the first map, both results have the bytes.
        ref = next(number for number, ref in main.refs.items() if ref.get("job") == 0)
        self.assertTrue(all(s.bytes > 200000 for s in main.spans(11) if s.ref == ref))
        pickled, unpickled = [[s for s in main.lanes[0].spans if s.kind == kind][-1] for kind in (128, 129)]
        self.assertGreater(pickled.bytes, 20000)
        self.assertEqual(pickled.bytes, unpickled.bytes)

    def test_nested_waits_split_a_task(self):
        run = self.watch("""
            import multiprocessing, time, threading
            def f(x):
                threading.Event().wait(0.01)
                time.sleep(0.001)
            if __name__ == "__main__":
                with multiprocessing.Pool(1) as pool:
                    pool.map(f, range(2), 2)
        """)
        worker = run.processes[1]
        parts = [(s.task, s.count) for s in worker.spans()]
        self.assertEqual(parts, [(0, 0), (0, 1), (1, 0), (1, 1)])
        self.assertEqual(len(worker.spans(196)), 2)

    def test_nested_pools(self):
        run = self.watch("""
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor
            def inner(x):
                return x
            def outer(x):
                with multiprocessing.Pool(1) as pool:
                    return sum(pool.map(inner, range(4), 2))
            if __name__ == "__main__":
                with ProcessPoolExecutor(2) as pool:
                    print(list(pool.map(outer, range(2))))
        """)
        owners = {p.pid for p in run.processes if any(c["kind"] == "Pool.map" for c in p.find("call"))}
        self.assertNotIn(run.processes[0].pid, owners)
        for owner in owners:
            self.assertEqual(sum(s.count for _, s in run.tasks(owner, 0)), 4)
        for p in run.processes:
            for s in p.spans():
                self.assertNotEqual(s.ref, NONE)

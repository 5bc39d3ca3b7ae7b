"""Process and Thread, the waits between them, and what is started from outside of Python."""

import json
import os
import shutil
import subprocess
import unittest

from program import STARTS, ProgramTest, python


class ProcessTest(ProgramTest):
    def test_groups(self):
        for start in STARTS:
            with self.subTest(start=start):
                run = self.watch("""
                    import multiprocessing, sys, time
                    def f(lock, begun):
                        begun.release()
                        with lock:
                            time.sleep(0.005)
                    def fails():
                        sys.exit(3)
                    if __name__ == "__main__":
                        multiprocessing.set_start_method(sys.argv[1])
                        lock, begun = multiprocessing.Lock(), multiprocessing.Semaphore(0)
                        processes = [multiprocessing.Process(target=f, args=(lock, begun)) for _ in range(2)]
                        with lock:
                            for p in processes:
                                p.start()
                            for p in processes:
                                begun.acquire()
                            time.sleep(0.05)
                        for p in processes:
                            p.join()
                        p = multiprocessing.Process(target=fails, name="three")
                        p.start()
                        p.join()
                """, start)  # fmt: skip
                main = run.processes[0]
                calls = [(c["kind"], c["function"], c["start"]) for c in main.find("call")]
                self.assertEqual(calls, [("Process", "f", start), ("Process", "fails", start)])
                members = [m["member"] for m in main.find("member")]
                self.assertEqual([(call, task) for call, _, task in members], [(0, 0), (0, 1), (1, 0)])
                for call, pid, _ in members:
                    child = run.process(pid)
                    tasks = child.spans()
                    self.assertEqual(sum(s.count for s in tasks), 1)
                    self.assertEqual(tasks[-1].failed, call == 1)
                    self.assertEqual({(child.refs[s.ref]["owner"], child.refs[s.ref]["member"]) for s in tasks},
                                     {(main.pid, True)})  # fmt: skip
                    self.assertEqual((child.start, child.parent), (start, main.pid))
                self.assertEqual(child.name, "three")
                ends = {e["ended"]: (e["code"], e["expected"]) for e in main.find("ended")}
                self.assertEqual([ends[pid] for _, pid, _ in members], [(0, True), (0, True), (3, False)])
                self.assertEqual(len(main.spans(8)), 3)
                self.assertTrue(main.spans(193))
                waited = [pid for _, pid, _ in members[:2] if run.process(pid).spans(6)]
                self.assertTrue(waited)

    def test_two_threads_that_start_processes_at_once(self):
        run = self.watch("""
            import multiprocessing, os, threading
            context = multiprocessing.get_context("fork")
            second_begins, first_has_forked = threading.Event(), threading.Event()
            def before():
                if threading.current_thread().name == "first":
                    second_begins.wait()
                elif threading.current_thread().name == "second":
                    second_begins.set()
                    first_has_forked.wait()
            def after():
                if threading.current_thread().name == "first":
                    first_has_forked.set()
            os.register_at_fork(before=before, after_in_parent=after)
            def start(name):
                process = context.Process(target=int, name=name)
                process.start()
                process.join()
            threads = [threading.Thread(target=start, args=(name,), name=name) for name in ("first", "second")]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            if os.fork() == 0:
                os._exit(0)
            os.wait()
        """)
        registered = [process.message["name"] for process in run.processes]
        self.assertEqual(sorted(registered, key=str), [None, None, "first", "second"])
        started = [process.name for process in run.processes if process.spans(1)]
        self.assertEqual(sorted(started), ["first", "second"])

    def test_queue_and_pipe(self):
        run = self.watch("""
            import multiprocessing, time
            def f(queue, pipe):
                time.sleep(0.02)
                queue.put("x" * 100000)
                pipe.send([1, 2])
            if __name__ == "__main__":
                queue = multiprocessing.Queue()
                a, b = multiprocessing.Pipe()
                p = multiprocessing.Process(target=f, args=(queue, b))
                p.start()
                queue.get()
                a.recv()
                p.join()
        """)
        main, child = run.processes[0], run.processes[-1]
        self.assertTrue(main.spans(194))
        self.assertIn("feeder", [line["role"] for line in child.find("lane")])
        self.assertIn(True, [s.bytes > 100000 for s in child.spans(130)])

    def test_threads(self):
        run = self.watch("""
            import threading, queue
            event = threading.Event()
            def f(x):
                event.wait()
            def fails():
                raise SystemExit
            threads = [threading.Thread(target=f, args=(i,)) for i in range(3)]
            for t in threads:
                t.start()
            threading.Timer(0.2, event.set).start()
            event.wait()
            for t in threads:
                t.join()
            q = queue.Queue()
            threading.Timer(0.2, q.put, (1,)).start()
            q.get()
        """)
        main = run.processes[0]
        self.assertEqual([c["function"] for c in main.find("call")], ["f", "Timer", "Timer"])
        members = [m["member"] for m in main.find("member")]
        for call, thread, task in members:
            (lane,) = [lane for lane in main.lanes if lane.thread == thread]
            spans = [s for s in lane.spans if s.kind == 4]
            self.assertEqual(sum(s.count for s in spans), 1)
            self.assertEqual({(s.task, main.refs[s.ref]["call"]) for s in spans}, {(task, call)})
        self.assertTrue(main.spans(194))
        self.assertTrue(main.spans(196))

    def test_thread_that_fails(self):
        run = self.watch("""
            import threading
            t = threading.Thread(target=lambda: 1 / 0)
            t.start()
            t.join()
        """)
        self.assertIn("ZeroDivisionError", run.output)
        self.assertTrue(run.processes[0].spans()[-1].failed)

    def test_manager(self):
        run = self.watch("""
            import multiprocessing
            if __name__ == "__main__":
                with multiprocessing.Manager() as manager:
                    d = manager.dict()
                    d[1] = 2
                    print(d[1])
        """)
        self.assertEqual(run.output, "2\n")
        main, server = run.processes[0], run.processes[-1]
        self.assertGreaterEqual(len(main.spans(131)), 1)
        self.assertTrue(server.spans(18))
        self.assertIn("server", [line["role"] for line in server.find("lane")])

    def test_shared_memory(self):
        run = self.watch("""
            import multiprocessing
            from multiprocessing import shared_memory
            def f(name):
                block = shared_memory.SharedMemory(name)
                block.buf[0] = 1
                block.close()
            if __name__ == "__main__":
                block = shared_memory.SharedMemory(create=True, size=100_000)
                try:
                    shared_memory.SharedMemory("there is none")
                except FileNotFoundError:
                    pass
                p = multiprocessing.get_context("fork").Process(target=f, args=(block.name,))
                p.start()
                p.join()
                block.close()
                block.unlink()
        """)
        main = run.processes[0]
        (child,) = [p for p in run.processes if p.start == "fork"]
        opened = [[(s.name, s.bytes >= 100_000) for s in p.lanes[0].spans if s.kind in (98, 99)] for p in (main, child)]
        self.assertEqual(opened, [[("create shared memory", True)], [("attach shared memory", True)]])

    def test_commands(self):
        run = self.watch("""
            import os, subprocess, sys
            subprocess.run([sys.executable, "-c", "pass"])
            print(subprocess.run(["sh", "-c", "exit 3"]).returncode)
            os.system("sleep 0.01")
        """)
        main, child = run.processes
        self.assertEqual(child.parent, main.pid)
        commands = main.find("command")
        self.assertEqual([c["argv"][-1] for c in commands], ["pass", "exit 3", "sleep 0.01"])
        ends = {e["command_end"]: e["code"] for e in main.find("command_end")}
        self.assertEqual([ends[c["command"]] for c in commands[:2]], [0, 3])
        self.assertEqual(commands[0]["command"], child.pid)
        self.assertGreaterEqual(len(main.spans(198)), 2)

    @unittest.skipUnless(shutil.which("cc"), "there is no C compiler")
    def test_lock_that_is_turned_on_again(self):
        ask = "import sys; print(getattr(sys, '_is_gil_enabled', lambda: True)())"
        if subprocess.run([python(), "-c", ask], stdout=subprocess.PIPE).stdout.strip() == b"True":
            self.skipTest("this interpreter always has its lock")
        source = os.path.join(self.directory, "locked.c")
        with open(source, "w") as file:
            # The definition of a module, without the header files of this interpreter.
            file.write("""
                extern void *PyModule_Create2(void *, int);
                long long definition[16] = {0, 0xffffffffLL << 32};
                void *PyInit_locked(void) {
                    definition[7] = (long long)"locked";
                    definition[9] = -1;
                    return PyModule_Create2(definition, 1013);
                }
            """)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", os.path.join(self.directory, "locked.so"), source], check=True)
        run = self.watch("""
            import os
            if not os.fork():
                import locked
                os._exit(0)
            os.wait()
        """)
        main, child = run.processes
        self.assertEqual((main.gil, child.gil, main.find("gil")), (False, False, []))
        self.assertEqual([(line["gil"], line["module"]) for line in child.find("gil")], [(True, "locked")])

    def test_fork_in_c(self):
        run = self.watch("""
            import ctypes, os, queue, threading
            def f():
                pass
            def start():
                thread = threading.Thread(target=f)
                thread.start()
                thread.join()
            start()
            c = ctypes.CDLL(None)
            pid = c.fork()
            if not pid:
                start()
                os._exit(0)
            os.waitpid(pid, 0)
            start()
        """)
        main, child = run.processes
        self.assertEqual((child.start, child.parent), ("fork", main.pid))
        self.assertEqual([sum(s.count for s in p.spans()) for p in (main, child)], [2, 1])
        self.assertEqual([len(p.find("call")) for p in (main, child)], [1, 1])

    def test_imports_of_main(self):
        modules = {"slow": "import slower, time; time.sleep(0.01)", "slower": "import time; time.sleep(0.01)"}
        for name, text in modules.items():
            with open(os.path.join(self.directory, name + ".py"), "w") as file:
                file.write(text)
        for start in "spawn", "forkserver":
            run = self.watch("""
                import multiprocessing, sys, slow, json
                def f():
                    pass
                if __name__ == "__main__":
                    p = multiprocessing.get_context(sys.argv[1]).Process(target=f)
                    p.start()
                    p.join()
            """, start)  # fmt: skip
            told = [line for process, line in run.find("import") if line["import"] == "slow"]
            self.assertEqual(run.processes[0].find("import"), [])
            self.assertTrue(told, start)
            self.assertTrue(all(line["took"] >= 20_000_000 for line in told))
            self.assertNotIn("slower", [line["import"] for _, line in run.find("import")])

    def test_fork_alone(self):
        run = self.watch("""
            import json, os, sys
            pids = []
            for _ in range(3):
                pid = os.fork()
                if not pid:
                    os._exit(0)
                os.waitpid(pid, 0)
                pids.append(pid)
            os.execv(sys.executable, [sys.executable, "-c", f"print({pids})"])
        """)
        self.assertEqual([p.pid for p in run.processes[1:4]], json.loads(run.output))
        self.assertEqual([p.start for p in run.processes], ["exec", "fork", "fork", "fork", "exec"])
        self.assertEqual(run.processes[4].pid, run.processes[0].pid)
        self.assertTrue(all(p.ended for p in run.processes))

    def test_a_child_that_can_have_no_log_leaves_that_of_its_parent_alone(self):
        run = self.watch("""
            import ctypes, os, resource, threading
            ctypes.CDLL("libgcc_s.so.1")  # a thread that ends may want to load it
            def nothing():
                pass
            def thread():
                thread = threading.Thread(target=nothing)
                thread.start()
                thread.join()
            thread()
            (receive, send), limits = os.pipe(), resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (os.dup(0), limits[1]))
            pid = os.fork()
            if pid == 0:
                os.read(receive, 1)
                for _ in range(5):
                    thread()
                os._exit(0)
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
            thread()
            os.write(send, b".")
            os.waitpid(pid, 0)
        """)
        (process,) = run.processes
        self.assertEqual(len(process.find("lane")), 2)
        self.assertEqual([len(lane.spans) for lane in process.lanes[1:]], [1, 1])
        self.assertEqual((process.no_lane, process.no_room), (0, 0))

"""A watched program does what it does without the probe: output, tracebacks, stacks, exit code, descriptors, modules."""

import glob
import os
import subprocess

from host import PROBE, Run
from program import STARTS, ProgramTest, python

ERRORS = """
    import inspect, multiprocessing, os, queue, subprocess, sys, threading, traceback
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, wait
    from multiprocessing.pool import ThreadPool

    def f(x):
        if x == 3:
            raise ValueError("three")
        return x

    def stops(x):
        raise StopIteration

    def unpicklable(x):
        return lambda: x

    def stack(*x):
        return [(os.path.basename(frame.filename), frame.function) for frame in inspect.stack()]

    def fails(*x):
        raise RuntimeError("fails")

    def items():
        yield [name for _, name in stack()][:8]
        raise KeyError("items")

    def attempt(what):
        try:
            print(what())
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()

    def outcome(future):
        wait([future])
        return future.result()

    if __name__ == "__main__":
        multiprocessing.set_start_method(sys.argv[1])
        with multiprocessing.Pool(1) as p:
            attempt(lambda: p.map(f, range(5), 2))
            attempt(lambda: p.map(f, range(5), 1))
            attempt(lambda: p.apply(f, (3,)))
            attempt(lambda: list(p.imap(f, range(5))))
            attempt(lambda: list(p.imap_unordered(f, range(5), 2)))
            attempt(lambda: p.map(stops, range(5), 2))
            attempt(lambda: p.map(stops, range(5), 1))
            attempt(lambda: p.map(unpicklable, range(2)))
            attempt(lambda: p.map(lambda x: x, range(5)))
            attempt(lambda: p.starmap(f, [(1,), (3,)]))
            attempt(lambda: p.map(f, 5))
            attempt(lambda: p.map(f, range(5), "a"))
            attempt(lambda: p.map(f, range(5), -1))
            attempt(lambda: p.apply(stack, (3,)))
            attempt(lambda: p.map(stack, (3,)))
            attempt(lambda: p.map(stack, (3, 4), 2))
            attempt(lambda: list(p.imap(f, items())))
            attempt(lambda: p.map(f, items()))
            attempt(lambda: p.map_async(f, range(3), callback=lambda r: print(r, stack()[:6])).get())
            attempt(lambda: p.apply_async(f, (3,), error_callback=lambda r: print(r)).get())
        for kind in ThreadPoolExecutor, ProcessPoolExecutor:
            with kind(1) as p:
                attempt(lambda: list(p.map(f, range(3))))
                attempt(lambda: outcome(p.submit(f, 3)))
                attempt(lambda: outcome(p.submit(stack, 3)))
                attempt(lambda: outcome(p.submit(lambda x: x, 3)))
                if kind is ProcessPoolExecutor:
                    attempt(lambda: outcome(p.submit(unpicklable, 3)))
        with ThreadPool(1) as p:
            attempt(lambda: p.map(f, range(5), 2))
            attempt(lambda: p.map(stack, range(2), 2))
        process = multiprocessing.Process(target=fails)
        process.start()
        process.join()
        print(process.exitcode, flush=True)
        thread = threading.Thread(target=fails)
        thread.start()
        thread.join()
        thread = threading.Thread(target=lambda: print(stack(1), flush=True))
        thread.start()
        thread.join()
        attempt(lambda: threading.current_thread().join())
        with multiprocessing.Manager() as manager:
            attempt(lambda: manager.dict()["x"])
        q = multiprocessing.Queue()
        attempt(lambda: q.get(timeout=0.05))
        attempt(lambda: queue.Queue().get(timeout=0.01))
        a, b = multiprocessing.Pipe()
        attempt(lambda: a.send(lambda: 1))
        a.close()
        attempt(lambda: b.recv())
        attempt(lambda: multiprocessing.Lock().release())
        attempt(lambda: subprocess.run(["/nonexistent"]))
        attempt(lambda: subprocess.run(["sleep", "1"], timeout=0.01))
        attempt(lambda: subprocess.check_call(["false"]))
        attempt(lambda: multiprocessing.Pool(0))
        with ThreadPoolExecutor(1, initializer=fails) as p:
            attempt(lambda: p.submit(f, 1).exception() is None)
        sys.exit(4)
"""


class SameTest(ProgramTest):
    def test_tracebacks_and_stacks(self):
        for start in STARTS:
            with self.subTest(start=start):
                run = self.same(ERRORS, start)
                self.assertEqual(run.result.returncode, 4)
                self.assertGreater(run.result.stdout.count(b"Traceback"), 30)
                self.assertNotIn(b"parscope_probe", run.result.stdout)

    def test_interrupted_waits(self):
        """The traceback of Ctrl-C in each kind of wait."""
        program = """
            import _thread, multiprocessing, os, queue, signal, sys, threading, time
            def sleeps(*x):
                time.sleep(60)
            if __name__ == "__main__":
                def interrupt():
                    time.sleep(0.3)
                    os.kill(os.getpid(), signal.SIGINT)
                thread = threading.Thread(target=interrupt, daemon=True)
                if sys.argv[1] == "pool":
                    signal.signal(signal.SIGINT, signal.SIG_IGN)
                    pool = multiprocessing.Pool(1)
                    signal.signal(signal.SIGINT, signal.default_int_handler)
                    thread.start()
                    pool.map(sleeps, [1])
                elif sys.argv[1] == "queue":
                    thread.start()
                    queue.Queue().get()
                elif sys.argv[1] == "event":
                    thread.start()
                    threading.Event().wait(60)
                elif sys.argv[1] == "pipe":
                    pipes = multiprocessing.Pipe()
                    thread.start()
                    pipes[0].recv()
        """
        for wait in "pool", "queue", "event", "pipe":
            with self.subTest(wait=wait):
                run = self.same(program, wait)
                self.assertIn(b"KeyboardInterrupt", run.result.stdout)

    def test_what_can_be_seen(self):
        self.same("""
            import os, sys, threading, multiprocessing
            from concurrent.futures import ThreadPoolExecutor
            from multiprocessing.pool import Pool
            print(sys.path, sys.meta_path, sys.argv, threading.enumerate())
            print([n for n in sorted(map(int, os.listdir("/proc/self/fd"))) if n < 100], os.open("/dev/null", 0))
            try:
                import sitecustomize
                print(sitecustomize.__file__)
            except ImportError as error:
                print(error)
            print(Pool.map, ThreadPoolExecutor.map, threading.Thread.start, multiprocessing.Process.start)
            print(ThreadPoolExecutor(1).map.__name__, threading.Condition.wait, os.system.__name__)
        """)

    def test_own_sitecustomize(self):
        program = self.write("import sitecustomize; print(sitecustomize.__file__, sitecustomize.value)")
        with open(os.path.join(self.directory, "sitecustomize.py"), "w") as file:
            file.write("value = 5\n")
        os.environ["PYTHONPATH"] = self.directory
        self.addCleanup(os.environ.pop, "PYTHONPATH", None)
        run = Run([python(), program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(run.result.stdout.decode().split(), [os.path.join(self.directory, "sitecustomize.py"), "5"])
        self.assertEqual(len(run.processes), 1)

    def silent(self, command, **environment):
        environment = {**os.environ, "PYTHONPATH": str(PROBE), "PARSCOPE_SOCKET": "/nonexistent", **environment}
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)

    def test_nobody_listens(self):
        program = "import sys, threading; print('parscope_probe.threads' in sys.modules, threading.Thread.__dict__['_bootstrap'])"
        for socket in "/nonexistent", "/" + "x" * 200, "", "/dev/null":
            result = self.silent([python(), "-c", program], PARSCOPE_SOCKET=socket)
            self.assertTrue(result.stdout.startswith(b"False <function"), result.stdout)

    def test_old_interpreters_are_left_alone(self):
        for path in glob.glob(os.path.expanduser("~/.pyenv/versions/[23].[67]*/bin/python")):
            result = self.silent([path, "-c", "import sys; print('parscope_probe' in sys.modules)"])
            self.assertEqual((result.returncode, result.stdout), (0, b"False\n"))

    def test_interpreters_within_the_process(self):
        run = self.watch("""
            try:
                import _interpreters as interpreters
            except ImportError:
                import _xxsubinterpreters as interpreters
            for _ in range(2):
                inner = interpreters.create()
                interpreters.run_string(inner, "import sys, threading; assert 'parscope_probe.threads' not in sys.modules")
                interpreters.destroy(inner)
            print("done")
        """)
        self.assertEqual(run.output, "done\n")
        self.assertEqual(len(run.processes), 1)

    def test_limits(self):
        """Few descriptors, little memory, all descriptors closed."""
        self.same("""
            import multiprocessing, os, resource, sys, time
            def f(x):
                return x
            if __name__ == "__main__":
                if len(sys.argv) < 2:
                    resource.setrlimit(resource.RLIMIT_NOFILE, (30, 30))
                    resource.setrlimit(resource.RLIMIT_AS, (500 << 20, 500 << 20))
                    os.execv(sys.executable, [sys.executable, __file__, "again"])
                with multiprocessing.Pool(1) as pool:
                    print(pool.map(f, range(3)))
                time.sleep(0.1)  # the threads of the pool are gone for the system as well
                os.closerange(3, 30)
                pid = os.fork()
                if pid == 0:
                    print([os.open("/dev/null", 0) for _ in range(3)], flush=True)
                    os._exit(0)
                os.waitpid(pid, 0)
                print([os.open("/dev/null", 0) for _ in range(20)])
        """)

"""The log itself: what a reader sees while it is written, full logs, death at any moment."""

import ctypes
import os
import random
import signal
import subprocess
import time

from host import Host
from program import ProgramTest, python


class LogTest(ProgramTest):
    def begin(self, text, *arguments):
        host = Host()
        child = subprocess.Popen([python(), self.write(text), *arguments], env=host.environment(), cwd=self.directory,
                                 start_new_session=True)  # fmt: skip
        return host, child

    ENDLESS = """
        import multiprocessing, os, signal, time
        def f(x):
            sum(range(x % 1000))
        if __name__ == "__main__":
            with multiprocessing.Pool(2) as pool:
                while True:
                    pool.map(f, range(3000), 7)
    """

    def end(self, child):
        # Workers whose parent was killed wait for ever, also those that were about to register.
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def test_reader_never_sees_half_a_record(self):
        host, child = self.begin(self.ENDLESS)
        try:
            deadline = time.monotonic() + 10
            looked = now = 0
            while looked < 40 and time.monotonic() < deadline:
                for process in list(host.processes):
                    # What is below the length is whole: `read` checks that spans are in order and refer to known refs.
                    process.read()
                    now += sum(lane.now is not None for lane in process.lanes)
                    looked += bool(process.spans())
                time.sleep(0.01)
            self.assertGreater(looked, 10)
            self.assertGreater(now, 0)
        finally:
            self.end(child)
            host.close()

    def test_killed_at_any_moment(self):
        moments = random.Random(1)
        for _ in range(5):
            host, child = self.begin(self.ENDLESS)
            time.sleep(0.05 + moments.random() * 0.5)
            child.send_signal(signal.SIGKILL)
            killed = time.monotonic_ns()
            self.end(child)
            host.close()
            for process in host.processes:
                for lane in process.lanes:
                    for span in lane.spans:
                        self.assertLessEqual(span.end, time.monotonic_ns())
                if process.pid == child.pid:
                    self.assertTrue(all(s.end <= killed for lane in process.lanes for s in lane.spans))

    def test_threads_without_a_lane(self):
        run = self.watch("""
            import threading
            for _ in range(300):
                t = threading.Thread(target=int)
                t.start()
                t.join()
        """)
        main = run.processes[0]
        self.assertEqual((len(main.lanes), main.no_lane), (256, 45))

    def test_records_with_a_check(self):
        run = self.watch("""
            import parscope_probe.log as log, multiprocessing
            log.CHECKED = True
            log.log.words[9] = 1
            lane = log.lane()
            for i in range(5000):
                lane.span(log.WAIT, log.now(), log.now(), i, i, log.NONE, 0, i)
        """)
        (lane,) = run.processes[0].lanes
        self.assertEqual([s.task for s in lane.spans], list(range(5000)))

    def test_full_log(self):
        run = self.watch("""
            import parscope_probe.log as log
            log.log.free_blocks = iter([next(log.log.free_blocks), next(log.log.free_blocks)])
            lane = log.lane()
            for i in range(5000):
                lane.span(log.WAIT, log.now(), log.now())
            log.log.table_size = log.log.table_length + 100
            for i in range(10):
                log.log.line(unseen="x" * 40, why="")
        """, check=False)  # fmt: skip
        main = run.processes[0]
        self.assertEqual((main.lanes[0].length, main.lanes[0].dropped), (2 * 1169, 5000 - 2 * 1169))
        self.assertEqual((len(main.find("unseen")), main.no_room), (1, 9))

    def test_text_of_any_kind(self):
        run = self.watch(r"""
            import threading
            def f(x):
                pass
            f.__qualname__ = 'a"\\\n\x1b[2J\udc80\u20ac'
            t = threading.Thread(target=f, args=(1,), name='\ud800"')
            t.start()
            t.join()
        """)
        (call,) = run.processes[0].find("call")
        self.assertEqual(call["function"], 'a"\\\n\x1b[2J?\u20ac')

    def test_arguments(self):
        run = self.watch("""
            from concurrent.futures import ThreadPoolExecutor
            class Loud(int):
                def __repr__(self):
                    print("asked")
                __index__ = __int__ = __str__ = __len__ = __repr__
            with ThreadPoolExecutor(1) as executor:
                for x in -5, 2.5, "abc", "x" * 30, True, Loud(3), 1 << 70, None:
                    executor.submit(lambda *a: None, x)
        """)
        self.assertEqual(run.output, "")
        main = run.processes[0]
        texts = {line["text"]: line["value"] for line in main.find("text")}
        seen = []
        for span in main.spans():
            kind = span.flags & 192
            if kind == 64:
                seen.append(ctypes.c_int64(span.word).value)
            elif kind == 128:
                seen.append(ctypes.c_double.from_buffer_copy(span.word.to_bytes(8, "little")).value)
            elif kind == 192:
                seen.append(texts[span.word])
            else:
                seen.append(None)
        self.assertEqual(seen, [-5, 2.5, "abc"] + [None] * 5)

    def test_objects_live_no_longer(self):
        run = self.watch("""
            import gc, multiprocessing, weakref, sys
            from multiprocessing.pool import ThreadPool
            from concurrent.futures import ThreadPoolExecutor
            gc.disable()
            class Thing:
                pass
            def f(x):
                return None
            alive = []
            def watch():
                thing = Thing()
                alive.append(weakref.ref(thing))
                return thing
            with ThreadPool(1) as pool, ThreadPoolExecutor(1) as executor:
                pool.map(f, [watch(), watch(), watch()], 3)
                pool.apply(f, (watch(),))
                list(pool.imap(f, [watch()]))
                executor.submit(f, watch()).result()
                list(executor.map(f, [watch()]))
                pool.apply(f, (1,))
                executor.submit(f, 1).result()
                pool.apply(f, (1,))
                print([r() is not None for r in alive])
        """)
        self.assertEqual(run.output, str([False] * 7) + "\n")

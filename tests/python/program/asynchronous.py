"""asyncio: executors, commands, threads, and what is cancelled."""

import asyncio
import functools
import multiprocessing.pool
import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

context = multiprocessing.get_context(os.environ.get("PARSCOPE_TEST_START"))


def square(number, fail=False):
    if fail:
        raise ValueError(number)
    return number * number


async def main():
    loop = asyncio.get_running_loop()
    for executor in ThreadPoolExecutor(2), ProcessPoolExecutor(2, context), None:
        tasks = [loop.run_in_executor(executor, square, number) for number in range(5)]
        tasks.append(
            loop.run_in_executor(executor, functools.partial(square, 7, fail=True))
        )
        print(*map(repr, await asyncio.gather(*tasks, return_exceptions=True)))
        if executor:
            executor.shutdown()
    if hasattr(asyncio, "to_thread"):
        print(await asyncio.to_thread(square, 6))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "print('from a command')", stdout=asyncio.subprocess.PIPE
    )
    print((await process.communicate())[0], process.returncode)
    shell = await asyncio.create_subprocess_shell("exec sleep 5")
    shell.send_signal(signal.SIGTERM)
    print(await shell.wait())
    try:
        await asyncio.wait_for(asyncio.sleep(5), 0.01)
    except asyncio.TimeoutError as error:
        print(repr(error))
    with multiprocessing.pool.ThreadPool(1) as pool:
        future = loop.create_future()
        done = functools.partial(loop.call_soon_threadsafe, future.set_result)
        pool.apply_async(square, (8,), callback=done)
        print(await future)
    print(loop.get_debug(), type(asyncio.get_event_loop_policy()).__name__)


if __name__ == "__main__":
    asyncio.run(main())

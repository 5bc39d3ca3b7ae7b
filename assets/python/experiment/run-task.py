from time import sleep  # if wait
from time import thread_time  # if wait follows


def run_task(PARAMETERS):
    FIELDS = task  # if unpacks
    begin = thread_time()  # if wait follows
    result = step(item)
    sleep(WAIT)  # if wait
    return result, payload  # if payload
    return result  # if not payload


waits = WAITS  # if wait each
tasks = PACKED  # if packed

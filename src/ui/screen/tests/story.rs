//! Runs, written as text.

/// Seven tasks, of which the last is four times as long as the others.
pub(super) const STRAGGLER: &str = "set mode=pool workers=2 tasks=7 chunksize=1
    serial 1s
    main: create 0ms 2ms | blocked 2ms 700ms
    w1: task 0 0ms 100ms | task 2 100ms 200ms | task 4 200ms 300ms | wait 300ms 700ms
    w2: task 1 0ms 100ms | task 3 100ms 200ms | task 5 200ms 300ms | task 6 300ms 700ms
    end 700ms";

pub(super) const RUNNING: &str = "
    set mode=pool workers=2 tasks=16 chunksize=2
    serial 80ms
    main: create 0ms 1200us | dispatch 1200us 1600us | now blocked 1600us
    w1: start-up 0ms 2200us | receive 2200us 2400us | task 0/0 2400us 7ms | task 1/0 7ms 12ms \
        | send 12ms 12100us | wait 12100us 12700us | receive 12700us 12900us \
        | task 4/2 12900us 18ms | task 5/2 18ms 24ms | send 24ms 24200us | now task 8/4 24300us
    w2: start-up 600us 2900us | receive 2900us 3100us | task 2/1 3100us 9ms | task 3/1 9ms 16ms \
        | send 16ms 16200us | task 6/3 16400us 22ms | now task 7/3 22ms";

pub(super) const FINISHED: &str = "
    set mode=pool workers=2 tasks=16 chunksize=2
    serial 80ms
    main: create 0ms 1200us | dispatch 1200us 1600us | blocked 1600us 44ms | collect 44ms 45ms
    w1: start-up 0ms 2200us | receive 2200us 2400us | task 0/0 2400us 7ms | task 1/0 7ms 12ms \
        | send 12ms 12100us | wait 12100us 12700us | receive 12700us 12900us \
        | task 4/2 12900us 18ms | task 5/2 18ms 24ms | send 24ms 24200us | task 8/4 24300us 29ms \
        | task 9/4 29ms 33ms | send 33ms 33200us | task 12/6 33200us 36ms | task 13/6 36ms 39500us \
        | send 39500us 39700us | wait 39700us 43500us | exit 43500us 44ms
    w2: start-up 600us 2900us | receive 2900us 3100us | task 2/1 3100us 9ms | task 3/1 9ms 16ms \
        | send 16ms 16200us | task 6/3 16400us 22ms | task 7/3 22ms 28ms | send 28ms 28200us \
        | task 10/5 28300us 32ms | task 11/5 32ms 36ms | task 14/7 36200us 40ms \
        | task 15/7 40ms 43ms | send 43ms 43300us | exit 43300us 43900us
    end 45ms";

pub(super) const GIL: &str = "
    set mode=threaded workers=2 tasks=4 chunksize=1 lock=gil io=20%
    serial 40ms
    main: create 0ms 1ms | blocked 1ms 50ms
    t1: start-up 0ms 1ms | task 0+ 1ms 6ms | lock 6ms 11ms | task 0 11ms 16ms \
        | io 0 16ms 21ms | lock 21ms 26ms | task 2+ 26ms 31ms | lock 31ms 36ms | task 2 36ms 41ms
    t2: start-up 0ms 1ms | lock 1ms 6ms | task 1+ 6ms 11ms | lock 11ms 16ms | task 1 16ms 26ms \
        | lock 26ms 31ms | task 3+ 31ms 36ms | io 3 36ms 41ms | task 3 41ms 49ms
    end 50ms";

pub(super) const ASYNC: &str = "
    set mode=pool workers=2 tasks=4 chunksize=1 method=imap start=forkserver channel=manager
    set extra-startup=4ms extra-transfer=2ms
    serial 40ms
    main: create 0ms 1ms | dispatch 1ms 2ms | own 2ms 12ms | ready 12ms 12001us | own 12001us 20ms \
        | ready 20ms 20001us | blocked 20001us 24ms | deliver 0 24ms 24010us | now blocked 24010us
    w1: added 2ms 6ms | start-up 6ms 8ms | receive 8ms 9ms | added 9ms 11ms | task 0 11ms 22ms \
        | send 22ms 23ms | now task 2 24ms
    w2: added 2ms 6ms | start-up 6ms 8ms | receive 8ms 9ms | added 9ms 11ms | task 1 11ms 20ms \
        | send 20ms 21ms | receive 21ms 22ms | task 3 23ms 29ms | now wait 29ms
    f: start-up 0ms 2ms | serve 2ms 3ms | serve 3ms 4ms | now wait 4ms
    g: start-up 0ms 2ms | serve 8ms 9ms | serve 20ms 22ms | now wait 22ms";

pub(super) const CRASH: &str = "
    set mode=pool workers=2 tasks=4 chunksize=1 fault=crash
    serial 40ms
    main: create 0ms 1ms | blocked 1ms 34ms
    w1: start-up 0ms 2ms | task 0 2ms 8ms | task! 2 8ms 14ms | start-up@ 15ms 17ms \
        | task 2 17ms 30ms | exit 30ms 31ms
    w2: start-up 0ms 2ms | task 1 2ms 16ms | task? 3 16ms 28ms | exit 30ms 31ms
    end 34ms";

pub(super) const MEMORY: &str = "
    set workload=square mode=process workers=2 tasks=2
    serial 2ms
    main: create 0ms 1ms | blocked 1ms 3ms
    w1: start-up 0ms 1ms | task 0 1ms 2ms
    w2: start-up 0ms 1ms | task 1 1ms 2ms
    end 4ms";

pub(super) const COMMANDS: &str = "
    set workload=command command=gzip mode=pool workers=2 tasks=3 chunksize=1
    main: create 0ms 1ms | blocked 1ms 24ms
    w1: start-up 0ms 1ms | task 0 1ms 10ms | task? 2 10ms 20ms
    w2: start-up 0ms 1ms | task? 1 1ms 12ms
    end 24ms";

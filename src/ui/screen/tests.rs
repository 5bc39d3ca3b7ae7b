//! Whole frames, from runs that are written as text.

mod lanes;
mod layout;
mod preset;
mod runs;
mod scope;
mod sweep;

use super::*;
use crate::{
    base::{CoreId, Moment, Nanos, Ratio},
    engine::Stage,
    model::{
        Axis, Figures, Finding, Law, Prediction, Run,
        scenario::{self, ORIGIN, at},
    },
    plan::{Experiment, TABLE, parameter},
    sample::{Census, CoreSample, History, Round, State, script::resident},
    trace::{Costs, Machine},
    ui::{Diary, Keys, Lanes, Layout, Message, Rival, Scope, Who},
};
use proptest::prelude::*;
use ratatui::{Terminal, backend::TestBackend};

/// Everything that a view borrows.
struct Scene {
    experiment: Experiment,
    selected: usize,
    typed: Option<String>,
    machine: Machine,
    run: Option<Run>,
    stage: Option<Stage>,
    figures: Option<Figures>,
    findings: Vec<Finding>,
    laws: Vec<Law>,
    prediction: Option<Prediction>,
    axis: Axis,
    now: Moment,
    scope: Scope<'static>,
    cores: History,
    census: Census,
    lanes: Lanes,
    center: Pane,
    focus: Pane,
    layout: Layout,
    full: Option<Pane>,
    closed: Vec<Pane>,
    keys: Keys,
    diary: Diary,
    help_from: usize,
    auto: bool,
    message: Option<Message>,
    help: bool,
}

impl Scene {
    fn empty() -> Self {
        Self {
            experiment: Experiment::default(),
            selected: TABLE
                .iter()
                .position(|row| row.name == "chunksize")
                .unwrap(),
            typed: None,
            machine: Machine {
                model: "AMD Ryzen 7 7840U".into(),
                os: "Linux 6.12".into(),
                cores: 2,
                usable_cores: 2,
            },
            run: None,
            stage: None,
            figures: None,
            findings: Vec::new(),
            laws: Vec::new(),
            prediction: None,
            axis: Axis::expecting(Nanos::from_millis(100)),
            now: ORIGIN,
            scope: Scope::default(),
            cores: History::new(2),
            census: Census::default(),
            lanes: Lanes::default(),
            center: Pane::default(),
            focus: Pane::Experiment,
            layout: Layout::Watch,
            full: None,
            closed: Vec::new(),
            keys: Keys::default(),
            diary: Diary::default(),
            help_from: 0,
            auto: false,
            message: None,
            help: false,
        }
    }

    fn of(text: &str, now: &str) -> Self {
        let run = scenario::run(text);
        let cores = run.description.machine.usable_cores;
        let ideal = run.ideal().unwrap_or(Nanos::from_millis(100));
        let over = run.is_over();
        let running = Stage::Run { number: 1, of: 1 };
        Self {
            experiment: Experiment {
                workers: crate::plan::Workers::Cores,
                ..run.experiment.clone()
            },
            axis: Axis::expecting(run.baseline().map_or(ideal, |baseline| baseline.wall)),
            now: at(now),
            figures: Figures::of(std::slice::from_ref(&run)).filter(|_| over),
            findings: Finding::all(&run),
            stage: (!over).then_some(running),
            cores: history(cores as usize),
            run: Some(run),
            ..Self::empty()
        }
    }

    fn running() -> Self {
        Self::of(RUNNING, "29ms")
    }

    fn finished() -> Self {
        Self::of(FINISHED, "90ms")
    }

    /// 64 workers on 64 cores.
    fn crowd() -> Self {
        let worker = |worker: u32| {
            let task = |task: u32| {
                let (number, start) = ((worker - 1) * 8 + task, 1000 + task * 1400 + worker * 11);
                let end = start + 1200;
                format!(" | task {number}/{} {start}us {end}us", number / 2)
            };
            let tasks: String = (0..5).map(task).collect();
            format!("w{worker}: start-up 0ms 1ms{tasks}\n")
        };
        let text = format!(
            "cores 64\nset mode=pool workers=64 tasks=512 chunksize=2\nserial 640ms\n\
             main: create 0ms 1ms | blocked 1ms 9ms\n{}",
            (1..=64).map(worker).collect::<String>()
        );
        let mut scene = Self::of(&text, "9ms");
        scene.machine.usable_cores = 64;
        scene.axis = Axis::expecting(Nanos::from_millis(10));
        scene
    }

    /// Ten thousand short tasks, and a worker that was killed.
    fn dense() -> Self {
        let spans: Vec<_> = (0..10_000)
            .map(|task| {
                let start = 1000 + task * 6;
                let end = start + 3 + task / 5000 * 2;
                format!("task {task}/{} {start}us {end}us", task / 20)
            })
            .collect();
        let text = format!(
            "set mode=threaded workers=2 tasks=20000 chunksize=20\nserial 100ms\n\
             main: create 0ms 1ms | blocked 1ms 62ms\n\
             t1: start-up 0ms 1ms | {}\nt2: start-up 0ms 1ms | task 5/9 1ms 20ms\nend 62ms",
            spans.join(" | ")
        );
        let mut scene = Self::of(&text, "62ms");
        if let Some(run) = &mut scene.run {
            run.lanes[2].spans[1].flags = crate::trace::Flags::KILLED;
            run.lanes[1].info.merged = 120;
            run.lanes[1].info.dropped = 7;
        }
        scene
    }

    /// Threads under one lock, which also wait.
    fn gil() -> Self {
        Self::of(GIL, "90ms")
    }

    /// Servers, main at work of its own, delays, questions and deliveries.
    fn asynchronous() -> Self {
        Self::of(ASYNC, "31ms")
    }

    /// A worker that died and was replaced, beside a task that failed.
    fn crash() -> Self {
        let mut scene = Self::of(CRASH, "90ms");
        scene.census = census(&[(4000, 1), (4001, 4000), (4002, 1234)], &[4001]);
        scene
    }

    /// A list that nobody shares.
    fn memory() -> Self {
        let mut scene = Self::of(MEMORY, "90ms");
        let view = |pid: u32, added: i64, contents: &[i64]| {
            serde_json::json!({
                "pid": pid, "thread": pid, "address": "0x55d0c8a01f40", "added": added,
                "contents": contents,
            })
        };
        let outcome = scene.run.as_mut().unwrap().description.outcome.as_mut();
        let outcome = outcome.unwrap();
        outcome.main_views = vec![view(4000, 0, &[1, 2, 3]), view(4000, 0, &[1, 2, 3])];
        outcome.results = vec![
            view(4001, 10, &[1, 2, 3, 10]),
            view(4002, 20, &[1, 2, 3, 20]),
        ];
        scene
    }

    /// Commands, two of which failed.
    fn commands() -> Self {
        let mut scene = Self::of(COMMANDS, "90ms");
        let run = scene.run.as_mut().unwrap();
        run.experiment.command = ["gzip", "-9", "{}"].map(Into::into).into();
        run.experiment.inputs = ["a.txt", "b.txt", "c.txt"].map(Into::into).into();
        let outcome = run.description.outcome.as_mut().unwrap();
        let exit = |status: i32, said: &str| serde_json::json!({"status": status, "stderr": said, "stdout": ""});
        let none = "gzip: c.txt: No such file or directory\n";
        outcome.results = vec![exit(0, ""), exit(2, "warning\n"), exit(1, none)];
        outcome.failed_tasks = 2;
        scene
    }

    fn view(&self) -> View<'_> {
        View {
            size: None,
            experiment: &self.experiment,
            selected: self.selected,
            typed: self.typed.as_deref(),
            machine: &self.machine,
            run: self.run.as_ref(),
            stage: self.stage,
            figures: self.figures.as_ref(),
            findings: &self.findings,
            laws: &self.laws,
            prediction: self.prediction.as_ref(),
            miss: None,
            ghost: true,
            rival: self.prediction.as_ref().map(|expected| Rival {
                who: Who::Expected,
                run: expected.run(),
                lead: None,
            }),
            history: None,
            contest: None,
            guess: None,
            axis: self.axis,
            now: self.now,
            scope: self.scope,
            lesson: None,
            choice: None,
            sweep: None,
            cores: &self.cores,
            census: &self.census,
            lanes: self.lanes,
            center: self.center,
            focus: self.focus,
            layout: self.layout,
            full: self.full,
            closed: &self.closed,
            keys: &self.keys,
            diary: &self.diary,
            palette: None,
            help_from: self.help_from,
            auto: self.auto,
            caption: None,
            message: self.message.as_ref(),
            help: self.help,
        }
    }

    fn draw(&self, size: (u16, u16), theme: &Theme, glyphs: Glyphs) -> Buffer {
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        terminal
            .draw(|frame| draw(frame, &self.view(), theme, glyphs))
            .unwrap();
        terminal.backend().buffer().clone()
    }

    fn text(&self, size: (u16, u16)) -> String {
        text(&self.draw(size, &Theme::dark(), Glyphs::unicode()))
    }
}

/// Seven tasks, of which the last is four times as long as the others.
const STRAGGLER: &str = "set mode=pool workers=2 tasks=7 chunksize=1
    serial 1s
    main: create 0ms 2ms | blocked 2ms 700ms
    w1: task 0 0ms 100ms | task 2 100ms 200ms | task 4 200ms 300ms | wait 300ms 700ms
    w2: task 1 0ms 100ms | task 3 100ms 200ms | task 5 200ms 300ms | task 6 300ms 700ms
    end 700ms";

const RUNNING: &str = "
    set mode=pool workers=2 tasks=16 chunksize=2
    serial 80ms
    main: create 0ms 1200us | dispatch 1200us 1600us | now blocked 1600us
    w1: start-up 0ms 2200us | receive 2200us 2400us | task 0/0 2400us 7ms | task 1/0 7ms 12ms \
        | send 12ms 12100us | wait 12100us 12700us | receive 12700us 12900us \
        | task 4/2 12900us 18ms | task 5/2 18ms 24ms | send 24ms 24200us | now task 8/4 24300us
    w2: start-up 600us 2900us | receive 2900us 3100us | task 2/1 3100us 9ms | task 3/1 9ms 16ms \
        | send 16ms 16200us | task 6/3 16400us 22ms | now task 7/3 22ms";

const FINISHED: &str = "
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

const GIL: &str = "
    set mode=threaded workers=2 tasks=4 chunksize=1 lock=gil io=20%
    serial 40ms
    main: create 0ms 1ms | blocked 1ms 50ms
    t1: start-up 0ms 1ms | task 0+ 1ms 6ms | lock 6ms 11ms | task 0 11ms 16ms \
        | io 0 16ms 21ms | lock 21ms 26ms | task 2+ 26ms 31ms | lock 31ms 36ms | task 2 36ms 41ms
    t2: start-up 0ms 1ms | lock 1ms 6ms | task 1+ 6ms 11ms | lock 11ms 16ms | task 1 16ms 26ms \
        | lock 26ms 31ms | task 3+ 31ms 36ms | io 3 36ms 41ms | task 3 41ms 49ms
    end 50ms";

const ASYNC: &str = "
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

const CRASH: &str = "
    set mode=pool workers=2 tasks=4 chunksize=1 fault=crash
    serial 40ms
    main: create 0ms 1ms | blocked 1ms 34ms
    w1: start-up 0ms 2ms | task 0 2ms 8ms | task! 2 8ms 14ms | start-up@ 15ms 17ms \
        | task 2 17ms 30ms | exit 30ms 31ms
    w2: start-up 0ms 2ms | task 1 2ms 16ms | task? 3 16ms 28ms | exit 30ms 31ms
    end 34ms";

const MEMORY: &str = "
    set workload=square mode=process workers=2 tasks=2
    serial 2ms
    main: create 0ms 1ms | blocked 1ms 3ms
    w1: start-up 0ms 1ms | task 0 1ms 2ms
    w2: start-up 0ms 1ms | task 1 1ms 2ms
    end 4ms";

const COMMANDS: &str = "
    set workload=primes mode=pool workers=2 tasks=3 chunksize=1
    serial 30ms
    main: create 0ms 1ms | blocked 1ms 24ms
    w1: start-up 0ms 1ms | task 0 1ms 10ms | task? 2 10ms 20ms
    w2: start-up 0ms 1ms | task? 1 1ms 12ms
    end 24ms";

/// Processes with these parents, of which some are zombies.
fn census(parents: &[(u32, u32)], zombies: &[u32]) -> Census {
    let mut census = Census::default();
    let found = parents.iter().map(|&(pid, parent)| {
        let mut sample = resident(pid, parent);
        if zombies.contains(&pid) {
            sample.state = State::Zombie;
        } else if pid % 2 == 0 {
            sample.state = State::Sleeping;
        }
        sample
    });
    census.push(&Round {
        asked: Vec::new(),
        found: found.collect(),
    });
    census
}

/// A wave that differs from core to core, with a gap.
fn history(cores: usize) -> History {
    let mut history = History::new(cores);
    for round in 0..30_u32 {
        let samples = (0..cores).filter(|core| round != 24 || *core != 0);
        let samples = samples.map(|core| {
            let wave = f64::from(round) / 3.0 + f64::from(u32::try_from(core).unwrap());
            CoreSample {
                core: CoreId::new(u16::try_from(core).unwrap()),
                start: ORIGIN,
                length: Nanos::from_millis(250),
                usage: Ratio::new(0.6 + 0.4 * wave.sin()),
            }
        });
        history.push(&samples.collect::<Vec<_>>());
    }
    history
}

fn text(buffer: &Buffer) -> String {
    let rows = buffer.content.chunks(usize::from(buffer.area.width).max(1));
    let lines = rows.map(|row| {
        row.iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect::<String>()
    });
    lines
        .map(|line| line.trim_end().to_owned() + "\n")
        .collect()
}

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 50)];

#[test]
fn the_leading_sentence_is_there_at_every_size_and_never_cut_within_a_word() {
    let mut scene = Scene::of(STRAGGLER, "700ms");
    let point = |workers| crate::model::Point {
        workers,
        speedup: Ratio::new(1.0 / (0.06 + 0.94 / f64::from(workers))),
        error: Some(Ratio::new(0.01)),
    };
    scene.laws = Law::all(&[point(1), point(2)], Ratio::new(2.0));
    let outcome = scene.run.as_mut().unwrap().description.outcome.as_mut();
    outcome.unwrap().conditions = Some(crate::trace::Conditions {
        core_time: Nanos::from_millis(1400),
        busy: Nanos::from_millis(1300),
        ours: Nanos::from_millis(1000),
        ..Default::default()
    });
    for (width, height) in [(80, 24), (120, 36), (200, 50)] {
        insta::assert_snapshot!(
            format!("straggler_{width}x{height}"),
            scene.text((width, height))
        );
    }
}

#[test]
fn a_run_that_goes_on_says_only_what_is_certain() {
    let crowd = RUNNING.replace("workers=2", "workers=4");
    let text = Scene::of(&crowd, "29ms").text((80, 24));
    assert!(text.contains("4 workers share 2 cores"), "{text}");
    assert!(!Scene::running().text((80, 24)).contains("lane time"));
}

#[test]
fn the_first_screen_invites_to_run() {
    for (width, height) in SIZES {
        let name = format!("empty_{width}x{height}");
        insta::assert_snapshot!(name, Scene::empty().text((width, height)));
    }
}

/// What the default experiment is expected to take on a machine whose starts and chunks are dear.
fn expectation(experiment: &Experiment) -> Prediction {
    let mut costs = Costs::default();
    costs.fork.ready = Nanos::from_millis(20);
    costs.pipe.give = Nanos::from_millis(3);
    costs.core_speed = Ratio::new(0.8);
    let experiment = experiment.resolved(2, 1);
    Prediction::estimate(&experiment, &costs, 2, None).expect("tasks of a given time")
}

#[test]
fn before_a_run_its_expected_shape_is_there_and_said_to_be_simulated() {
    let mut scene = Scene::empty();
    scene.prediction = Some(expectation(&scene.experiment));
    for (width, height) in [(80, 24), (120, 36), (200, 50)] {
        let screen = scene.text((width, height));
        assert!(screen.contains("simulated"), "{screen}");
        insta::assert_snapshot!(format!("ghost_{width}x{height}"), screen);
    }
}

#[test]
fn a_run_grows_over_what_was_expected_of_it() {
    let mut scene = Scene::running();
    let run = scene.run.as_ref().unwrap();
    let costs = Costs::default();
    scene.prediction = Prediction::of_run(run, &costs);
    assert!(scene.prediction.is_some());
    insta::assert_snapshot!("ghost_running_120x36", scene.text((120, 36)));
}

#[test]
fn a_run_is_seen_while_it_goes_on() {
    for (width, height) in SIZES {
        let name = format!("running_{width}x{height}");
        insta::assert_snapshot!(name, Scene::running().text((width, height)));
    }
}

#[test]
fn a_run_that_ended_shows_its_figures() {
    for (width, height) in SIZES {
        let name = format!("finished_{width}x{height}");
        insta::assert_snapshot!(name, Scene::finished().text((width, height)));
    }
}

#[test]
fn without_colour_and_unicode_everything_is_still_there() {
    let buffer = Scene::finished().draw((80, 24), &Theme::mono(), Glyphs::ascii());
    insta::assert_snapshot!("finished_ascii_mono_80x24", text(&buffer));
}

#[test]
fn sixty_four_workers_and_cores_are_folded() {
    insta::assert_snapshot!("crowd_80x24", Scene::crowd().text((80, 24)));
}

#[test]
fn threads_under_one_lock_wait_for_it_in_sight_and_are_said_to_be_simulated() {
    insta::assert_snapshot!("gil_120x36", Scene::gil().text((120, 36)));
    for (size, theme, glyphs) in [
        ((80, 24), Theme::dark(), Glyphs::unicode()),
        ((80, 24), Theme::mono(), Glyphs::ascii()),
        ((200, 50), Theme::dark(), Glyphs::unicode()),
    ] {
        let screen = text(&Scene::gil().draw(size, &theme, glyphs));
        assert!(screen.contains("simulated GIL"), "{screen}");
        // However narrow, the sentence is there to its end.
        assert!(screen.contains("simulated waiting"), "{screen}");
    }
}

#[test]
fn what_main_does_meanwhile_and_who_serves_it_is_seen() {
    insta::assert_snapshot!("async_120x36", Scene::asynchronous().text((120, 36)));
    insta::assert_snapshot!("async_80x24", Scene::asynchronous().text((80, 24)));
}

#[test]
fn what_is_done_is_told_from_what_is_delivered() {
    let screen = Scene::asynchronous().text((80, 24));
    assert!(screen.contains("done 3 · delivered 1"), "{screen}");
}

#[test]
fn a_restart_a_death_and_a_failure_are_marked() {
    insta::assert_snapshot!("crash_120x36", Scene::crash().text((120, 36)));
    let screen = Scene::crash().text((80, 24));
    for sign in ["✗", "↻", "failed", "killed", "restarted"] {
        assert!(screen.contains(sign), "{sign}: {screen}");
    }
}

#[test]
fn the_waterfall_says_what_the_speedup_was_lost_to_at_every_size() {
    let mut scene = Scene::finished();
    scene.center = Pane::Ledger;
    if let Some(run) = &mut scene.run {
        run.description.core_speed = Some(crate::base::Ratio::new(0.9));
    }
    for (width, height) in SIZES {
        let screen = scene.text((width, height));
        insta::assert_snapshot!(format!("ledger_{width}x{height}"), screen);
        for word in ["ideal", "measured", "ceiling"] {
            assert!(screen.contains(word), "{word}: {screen}");
        }
    }
    for (width, height) in [(1, 1), (60, 15), (61, 16), (300, 100)] {
        scene.text((width, height));
    }
}

#[test]
fn the_tree_of_processes_is_shown_beside_the_timeline_or_in_its_place() {
    let mut scene = Scene::crash();
    insta::assert_snapshot!("tree_beside_200x50", scene.text((200, 50)));
    scene.center = Pane::Processes;
    for (width, height) in SIZES {
        let screen = scene.text((width, height));
        insta::assert_snapshot!(format!("tree_{width}x{height}"), screen);
        for words in [
            "zombie: ended, not yet waited for",
            "orphan: adopted by 1234",
        ] {
            assert!(screen.contains(words), "{screen}");
        }
    }
}

#[test]
fn memory_is_shown_as_each_side_saw_it() {
    let screen = Scene::memory().text((80, 24));
    insta::assert_snapshot!("memory_80x24", screen);
    assert!(screen.contains("the same address, separate memory"));
}

#[test]
fn a_failing_command_is_named_with_what_it_said_last() {
    let screen = Scene::commands().text((80, 24));
    insta::assert_snapshot!("commands_80x24", screen);
    // That every answer is as it was to be is not said of commands that failed.
    assert!(screen.contains("2 commands failed") && screen.contains("2 of 3 commands"));
    assert!(
        !screen.contains("verified") && !screen.contains("right"),
        "{screen}"
    );
    assert!(
        screen.contains("c.txt  exit 1  gzip: c.txt: No such"),
        "{screen}"
    );
}

#[test]
fn a_short_list_of_results_is_shown_and_a_long_one_is_not() {
    let mut scene = Scene::finished();
    let outcome = scene.run.as_mut().unwrap().description.outcome.as_mut();
    outcome.unwrap().results = (1..=14).map(|n: u64| (n * n).into()).collect();
    let screen = scene.text((120, 36));
    assert!(
        screen.contains("[1, 4, 9, 16") && screen.contains("169, 196]"),
        "{screen}"
    );
    let outcome = scene.run.as_mut().unwrap().description.outcome.as_mut();
    outcome.unwrap().results = (1..=31).map(|n: u64| n.into()).collect();
    assert!(!scene.text((120, 36)).contains("Results"));
}

#[test]
fn the_form_says_when_there_is_more_of_it() {
    let mut scene = Scene::empty();
    scene.selected = TABLE.iter().position(|row| row.name == "fault").unwrap();
    let screen = scene.text((80, 24));
    insta::assert_snapshot!("form_80x24", screen);
    assert!(
        screen.contains("extra-transfer") && screen.contains("↑"),
        "{screen}"
    );
}

#[test]
fn nothing_is_merged_or_dropped_silently() {
    let screen = Scene::dense().text((120, 36));
    assert!(
        screen.contains("120 tasks merged") && screen.contains("7 spans dropped"),
        "{screen}"
    );
}

#[test]
fn a_terminal_that_is_too_small_is_told_what_is_needed() {
    let screen = Scene::finished().text((40, 10));
    assert_eq!(screen.trim(), "parscope needs 60×15, this is 40×10");
}

#[test]
fn a_fault_takes_the_place_of_the_hints() {
    let mut scene = Scene::empty();
    assert!(scene.text((80, 24)).contains("Enter run"));
    scene.message = Some(Message::Fault("workers cannot be `0`".into()));
    let screen = scene.text((80, 24));
    assert!(screen.contains("✗ workers cannot be `0`") && !screen.contains("Enter run  "));
}

#[test]
fn while_a_value_is_typed_its_row_shows_it_and_the_status_bar_what_it_takes() {
    let mut scene = Scene::empty();
    scene.typed = Some("gui".into());
    let screen = scene.text((80, 24));
    assert!(screen.contains("chunksize  gui▏"), "{screen}");
    assert!(screen.contains("default, static, guided"), "{screen}");
}

#[test]
fn the_help_shows_every_key() {
    let mut scene = Scene::finished();
    scene.help = true;
    for size in [(80, 24), (120, 36), (200, 50)] {
        let (area, step) = (Rect::new(0, 0, size.0, size.1), usize::from(size.1) / 2);
        let hidden = pane::help::hidden(&scene.keys, scene.focus, area);
        let mut pages = String::new();
        for from in (0..=hidden).step_by(step).chain([hidden]) {
            scene.help_from = from;
            pages += &scene.text(size);
        }
        for row in scene.keys.rows() {
            let about = row.binding.about;
            assert!(pages.contains(about), "{about}");
            assert!(row.labels().all(|label| pages.contains(&label)), "{about}");
        }
        let says = hidden == 0 || pages.contains("more");
        assert!(says, "{size:?} does not say that there is more");
    }
}

/// The observer effect is counted in bytes: what a frame writes is what has changed.
#[test]
fn a_frame_of_a_running_run_adds_a_few_cells() {
    let mut scene = Scene::running();
    let one = scene.draw((200, 50), &Theme::dark(), Glyphs::unicode());
    scene.now = scene.now + Nanos::from_micros(100);
    let two = scene.draw((200, 50), &Theme::dark(), Glyphs::unicode());
    let changed = one.diff(&two).len();
    assert!((1..60).contains(&changed), "{changed} cells changed");
}

fn scenes() -> Vec<Scene> {
    let mut typing = Scene::running();
    typing.typed = Some("a value that is much longer than its row".into());
    typing.run = None;
    let mut help = Scene::finished();
    help.help = true;
    let mut tree = Scene::crash();
    tree.center = Pane::Processes;
    let mut serial = Scene::of(
        "set mode=serial tasks=4\nserial 40ms\nmain: now task 1 3ms",
        "9ms",
    );
    serial.stage = Some(Stage::Baseline);
    let mut many = Scene::crowd();
    many.cores = history(300);
    vec![
        Scene::empty(),
        Scene::running(),
        Scene::finished(),
        Scene::crowd(),
        Scene::dense(),
        Scene::gil(),
        Scene::asynchronous(),
        tree,
        Scene::memory(),
        Scene::commands(),
        typing,
        help,
        serial,
        many,
        Scene::of("set tasks=1", "0ms"),
        Scene::of("main: now blocked 5ms\nw1: start-up 9ms 2ms", "3ms"),
    ]
    .into_iter()
    .chain(scope::scenes())
    .collect()
}

#[test]
fn in_ascii_no_byte_is_above_127() {
    for scene in scenes() {
        for size in [(40, 10), (80, 24), (200, 50)] {
            let screen = text(&scene.draw(size, &Theme::dark(), Glyphs::ascii()));
            assert!(screen.is_ascii(), "{screen}");
        }
    }
}

#[test]
fn no_pane_is_brought_down_by_a_place_that_is_too_small() {
    let panes = [
        pane::form::draw,
        pane::cores::draw,
        pane::processes::draw,
        pane::timeline::draw,
        pane::results::draw,
        pane::speedup::draw,
        pane::findings::draw,
        pane::laws::draw,
        pane::log::draw,
    ];
    let (theme, glyphs) = (Theme::dark(), Glyphs::unicode());
    for scene in scenes() {
        let view = scene.view();
        let look = pane::Look {
            view: &view,
            theme: &theme,
            glyphs,
            pane: None,
        };
        for (width, height) in (0..6).flat_map(|w| (0..6).map(move |h| (w * 7, h))) {
            let area = Rect::new(0, 0, width, height);
            for draw in panes {
                draw(&look, area, &mut Buffer::empty(area));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_size_brings_the_screen_down(
        width in 0_u16..=300,
        height in 0_u16..=100,
        scene in 0..20_usize,
        selected in 0..TABLE.len(),
        plain in any::<bool>(),
    ) {
        let mut scene = scenes().swap_remove(scene);
        scene.selected = selected;
        let (theme, glyphs) = if plain {
            (Theme::mono(), Glyphs::ascii())
        } else {
            (Theme::dark(), Glyphs::unicode())
        };
        scene.draw((width, height), &theme, glyphs);
        // A pane can be handed any place, also one that is not on the screen.
        let mut buffer = Buffer::empty(Rect::new(3, 2, width / 2, height / 2));
        let area = Rect::new(0, 0, width, height);
        paint(area, &mut buffer, &scene.view(), &theme, glyphs);
    }
}

#[test]
fn parameters_that_have_no_effect_are_not_in_the_way() {
    let mut scene = Scene::empty();
    parameter("mode")
        .unwrap()
        .set(&mut scene.experiment, "serial")
        .unwrap();
    scene.selected = 0;
    assert!(!scene.text((80, 24)).contains("chunksize"));
}

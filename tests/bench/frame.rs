//! What a frame costs however much there is to be seen: ten million spans, a thousand lanes, and
//! a screen on which every cell changes.

use crate::{
    run::experiment,
    table::{Bar, Table},
};
use parscope::{
    base::{ChunkId, CoreId, LaneId, Moment, Nanos, Pid, Ratio, TaskId, now},
    log::{Baseline, Description, Kind, Lane, LaneInfo, LaneKind, Machine, Outcome, Span},
    model::{Axis, Run, SpanIndex, Window},
    plan::Experiment,
    sample::{CoreSample, ProcessTable, UsageHistory},
    theme::{Glyphs, Theme},
    ui::{self, Pane, TerminalBackend, View},
};
use ratatui::layout::Size;
use std::{cell::Cell, hint::black_box, io};

const SCREEN: Size = Size::new(200, 50);

/// Columns that lanes have on such a screen.
const COLUMNS: u64 = 160;

/// Frames that are drawn for one figure.
const FRAMES: u32 = 20;

const ROUNDS: usize = 9;

pub(crate) fn bars(table: &mut Table) {
    let names = [
        "frame: taking a span",
        "frame: memory on top of the record",
        "frame: a lookup | a scan of 10 000 000 spans",
    ];
    if names.iter().any(|name| table.wants(name)) {
        index(table, names);
    }
    let zooms = [1, 10, 100, 1000, 100_000];
    let name = |zoom: u64| format!("frame: 10 000 000 spans | 10 000, {zoom} ×");
    if zooms.iter().any(|&zoom| table.wants(&name(zoom))) {
        let (many, few) = (Scene::of(8, 10_000_000), Scene::of(8, 10_000));
        for zoom in zooms {
            let [mut ours, mut other] = [many.frames(zoom), few.frames(zoom)];
            let bar = Bar::AtMost(1.3);
            table.pair(&name(zoom), &bar, ROUNDS, || ours.cost(), || other.cost());
        }
    }
    let scrolled = |zoom: u64| format!("frame: the same while scrolling, {zoom} ×");
    let zooms = [10, 1000];
    if zooms.iter().any(|&zoom| table.wants(&scrolled(zoom))) {
        let (many, few) = (Scene::of(8, 10_000_000), Scene::of(8, 10_000));
        for zoom in zooms {
            let [mut ours, mut other] = [many.scrolling(zoom), few.scrolling(zoom)];
            let (name, bar) = (scrolled(zoom), Bar::AtMost(1.3));
            table.pair(&name, &bar, ROUNDS, || ours.cost(), || other.cost());
        }
    }
    let name = "frame: 1000 lanes | 10";
    if table.wants(name) {
        let (many, few) = (Scene::of(1000, 100_000), Scene::of(10, 100_000));
        let [mut ours, mut other] = [many.frames(1), few.frames(1)];
        table.pair(
            name,
            &Bar::AtMost(1.5),
            ROUNDS,
            || ours.cost(),
            || other.cost(),
        );
    }
    stream(table);
}

/// The index by itself.
#[expect(clippy::cast_precision_loss, reason = "the figures have three digits")]
fn index(table: &mut Table, [taking, memory, lookup]: [&str; 3]) {
    let spans = worker(0, 10_000_000);
    let mut detail = SpanIndex::default();
    let before = now();
    for span in &spans {
        detail.add(span);
    }
    let each = now().since(before).as_secs_f64() * 1e9 / spans.len() as f64;
    table.line(taking, &format!("{each:.1} ns"), "≤ 15 ns", each <= 15.0);
    let share = detail.memory() as f64 / (spans.len() * 40) as f64 * 100.0;
    table.line(memory, &format!("{share:.1} %"), "≤ 25 %", share <= 25.0);
    let (first, last) = (spans[0].start, detail.all().at);
    let column = last.since(first) / COLUMNS;
    let ours = || {
        let begun = now();
        for number in 0..=COLUMNS {
            let at = first + column * number;
            black_box(detail.edge(&spans, None, at, Nanos::ZERO));
        }
        now().since(begun)
    };
    let naive = || {
        let begun = now();
        let mut columns = vec![[Nanos::ZERO; 20]; 256];
        for span in &spans {
            let at = span.start.since(first).get() / column.get();
            columns[usize::try_from(at).unwrap_or(0)][span.kind.number() as usize] += span.length;
        }
        black_box(columns);
        now().since(begun)
    };
    table.pair(lookup, &Bar::Cheaper(300.0), ROUNDS, ours, naive);
}

/// A frame in which every cell of the lanes is another than before, as bytes for a terminal.
fn stream(table: &mut Table) {
    let names = [
        "frame: 64 lanes, every cell changing",
        "frame: its bytes, and its writes",
    ];
    if !names.iter().any(|name| table.wants(name)) {
        return;
    }
    let scene = Scene::of(64, 100_000);
    let mut frames = scene.frames(1);
    frames.cost();
    let costs = (0..ROUNDS).map(|_| frames.cost()).collect::<Vec<_>>();
    let cost = parscope::model::median(&costs);
    table.line(
        names[0],
        &cost.to_string(),
        "≤ 1 ms",
        cost <= Nanos::from_millis(1),
    );
    let (bytes, writes) = frames.largest();
    let figure = format!("{bytes} bytes, {writes}");
    table.line(
        names[1],
        &figure,
        "≤ 64 KiB, 1",
        bytes <= 64 * 1024 && writes == 1,
    );
}

/// A run and all that is drawn around it.
pub(crate) struct Scene {
    experiment: Experiment,
    machine: Machine,
    run: Run,
    cores: UsageHistory,
    process_table: ProcessTable,
    keys: ui::Keys,
    panes: ui::Panes,
    history: ui::RunHistory,
    arrangement: ui::PaneArrangement,
    windows: ui::Windows,
}

impl Scene {
    /// So many spans on so many lanes: tasks of two thirds of a microsecond, and waits.
    fn of(lanes: u16, spans: u32) -> Self {
        let machine = Machine {
            model: "a machine".into(),
            os: "Linux".into(),
            cores: 8,
            usable_cores: 8,
            quota: None,
        };
        let each = spans / u32::from(lanes);
        let main = lane(0, LaneKind::Main, Vec::new());
        let workers =
            (1..=lanes).map(|number| lane(number, LaneKind::Process, worker(number, each)));
        let lanes: Vec<_> = std::iter::once(main).chain(workers).collect();
        let (begun, ended) = (START, START + Nanos::from_micros(u64::from(each / 2) + 3));
        let description = Description {
            machine: machine.clone(),
            baseline: Some(Baseline {
                wall: ended.since(begun) * 4,
                ..Baseline::default()
            }),
            outcome: Some(Outcome {
                started: begun,
                ended,
                verified: true,
                tasks_done: spans / 2,
                ..Outcome::default()
            }),
            ..Description::default()
        };
        let workers = lanes.len() - 1;
        let text = format!("workload=count size=1 mode=pool workers={workers} chunksize=20");
        let experiment = Experiment {
            tasks: Some(spans / 2),
            ..experiment(&text)
        };
        Self::around(Run::new(crate::run::resolved(&experiment), description).with_lanes(lanes))
    }

    /// All that is drawn around a run.
    pub(crate) fn around(run: Run) -> Self {
        let machine = run.description.machine.clone();
        let mut cores = UsageHistory::new(8);
        for round in 0..240_u64 {
            let sample = |core| CoreSample {
                core: CoreId::new(core),
                start: START,
                length: Nanos::from_millis(250),
                usage: Ratio::of(round % 7, 7),
            };
            cores.push(&(0..8).map(sample).collect::<Vec<_>>());
        }
        let mut arrangement = ui::PaneArrangement::default();
        arrangement.give_focus(Pane::Timeline);
        Self {
            experiment: run
                .planned()
                .map_or_else(Experiment::default, |e| Experiment::clone(e)),
            run,
            machine,
            cores,
            process_table: ProcessTable::default(),
            keys: ui::Keys::default(),
            panes: ui::Panes::default(),
            history: ui::RunHistory::default(),
            arrangement,
            windows: ui::Windows::default(),
        }
    }

    /// Draws it once, on a screen that was empty.
    pub(crate) fn draw(&self) {
        self.frames(1).draw(0);
    }

    fn frames(&self, zoom: u64) -> Frames<'_> {
        let out = Writes::default();
        Frames {
            scene: self,
            zoom,
            scrolls: false,
            canvas: TerminalBackend::new(out, SCREEN),
            seen: Cell::new((0, 0)),
        }
    }

    fn scrolling(&self, zoom: u64) -> Frames<'_> {
        Frames {
            scrolls: true,
            ..self.frames(zoom)
        }
    }
}

/// Frames of a scene, each of which shows another part of it.
struct Frames<'a> {
    scene: &'a Scene,
    zoom: u64,
    /// Whether each is the one before moved by a column; else each shows a little more.
    scrolls: bool,
    canvas: TerminalBackend<Writes>,
    seen: Cell<(usize, usize)>,
}

impl Frames<'_> {
    /// What a frame takes, from the view to the bytes.
    fn cost(&mut self) -> Nanos {
        let begun = now();
        for frame in 0..FRAMES {
            self.draw(frame);
        }
        now().since(begun) / u64::from(FRAMES)
    }

    fn draw(&mut self, frame: u32) {
        let scene = self.scene;
        let all = scene.run.elapsed(START);
        // No two are alike.
        let seen = all / self.zoom;
        let step = if self.scrolls { COLUMNS } else { 97 };
        let step = seen / step * u64::from(frame);
        let (window, length) = if self.scrolls {
            // From the middle of the run on.
            let start = all / 2 + step;
            (
                Some(Window {
                    start,
                    length: seen,
                }),
                all,
            )
        } else {
            (None, seen + step)
        };
        let view = View {
            changed: None,
            experiment: &scene.experiment,
            size: Some(1),
            machine: &scene.machine,
            run: Some(&scene.run),
            phase: None,
            history: &scene.history,
            axis: Axis::fitting(length),
            now: START + all,
            trials: None,
            sweep: None,
            live: ui::LiveRun {
                is_running: false,
                member: None,
                run: None,
                axis: Axis::fitting(length),
                taken: None,
                now: START + all,
            },
            cores: &scene.cores,
            process_table: &scene.process_table,
            panes: &scene.panes,
            windows: &scene.windows,
            arrangement: &scene.arrangement,
            conclusions: ui::Conclusions {
                figures: None,
                findings: &[],
                laws: &[],
                left_out: &[],
                miss: None,
            },
            expectation: ui::Expectation {
                prediction: None,
                next: None,
                ghost: false,
                reference: None,
                guess: None,
            },
            scope: parscope::ui::Scope {
                window,
                ..parscope::ui::Scope::default()
            },
            keys: &scene.keys,
            message: None,
        };
        let (theme, glyphs) = (Theme::dark(), Glyphs::unicode());
        let drawn = self
            .canvas
            .draw(|screen| ui::draw(screen, &view, &theme, glyphs));
        drawn.expect("memory takes every frame");
    }

    /// The bytes of the largest frame after the first, and how many writes it came in.
    fn largest(&mut self) -> (usize, usize) {
        (0..FRAMES)
            .map(|frame| {
                *self.canvas.out() = Writes::default();
                self.draw(frame);
                let Writes { bytes, writes } = *self.canvas.out();
                self.seen.set((bytes, writes));
                self.seen.get()
            })
            .max()
            .unwrap_or_default()
    }
}

/// Counts what is written.
#[derive(Default, Clone, Copy)]
struct Writes {
    bytes: usize,
    writes: usize,
}

impl io::Write for Writes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len();
        self.writes += 1;
        Ok(black_box(bytes).len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const START: Moment = Moment::from_nanos(1_000_000_000_000);

/// What a worker did: a task of two thirds of a microsecond, a wait for the rest, and so on.
fn worker(number: u16, spans: u32) -> Vec<Span> {
    let late = u64::from(number % 8) * 100;
    let span = |index: u32| {
        let begin = START + Nanos::new(late + u64::from(index / 2) * 1000);
        let (kind, from, to) = match index % 2 {
            0 => (Kind::Task, 0, 500 + u64::from(index / 4000 % 5) * 100),
            _ => (Kind::Wait, 500 + u64::from(index / 4000 % 5) * 100, 1000),
        };
        Span {
            task: TaskId::new(index / 2),
            chunk: ChunkId::new(index / 40),
            count: u32::from(kind == Kind::Task),
            ..Span::new(kind, begin + Nanos::new(from), begin + Nanos::new(to))
        }
    };
    (0..spans).map(span).collect()
}

fn lane(number: u16, kind: LaneKind, spans: Vec<Span>) -> Lane {
    let info = LaneInfo {
        lane: LaneId::new(number),
        kind,
        number: number.into(),
        pid: Some(Pid::new(4000 + u32::from(number))),
        published: spans.len() as u64,
        dropped: 0,
        merged: 0,
    };
    Lane {
        info,
        spans,
        now: None,
    }
}

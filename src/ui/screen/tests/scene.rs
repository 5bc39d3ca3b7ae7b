//! [`Scene`]: all that a frame is made from, owned.

use crate::ui::screen::tests::*;
use crate::ui::{
    Conclusions, Expectation, LiveRun, PaneArrangement, Panes, RunHistory, Windows,
    pane::{experiment::Form, lesson::Lessons},
};

/// Everything that a view borrows.
pub(super) struct Scene {
    pub(super) experiment: Experiment,
    pub(super) changed: Option<Experiment>,
    pub(super) machine: Machine,
    pub(super) run: Option<Run>,
    pub(super) phase: Option<Phase>,
    pub(super) figures: Option<Figures>,
    pub(super) findings: Vec<Finding>,
    pub(super) laws: Vec<Law>,
    pub(super) prediction: Option<Prediction>,
    pub(super) next: Option<Prediction>,
    pub(super) axis: Axis,
    pub(super) now: Moment,
    pub(super) scope: Scope<'static>,
    pub(super) cores: UsageHistory,
    pub(super) process_table: ProcessTable,
    pub(super) panes: Panes,
    pub(super) history: RunHistory,
    pub(super) windows: Windows,
    pub(super) arrangement: PaneArrangement,
    pub(super) keys: Keys,
    pub(super) message: Option<Message>,
}

impl Scene {
    pub(super) fn empty() -> Self {
        Self {
            experiment: Experiment::default(),
            changed: None,
            machine: Machine {
                model: "AMD Ryzen 7 7840U".into(),
                os: "Linux 6.12".into(),
                cores: 2,
                usable_cores: 2,
                quota: None,
            },
            run: None,
            phase: None,
            figures: None,
            findings: Vec::new(),
            laws: Vec::new(),
            prediction: None,
            next: None,
            axis: Axis::expecting(Nanos::from_millis(100)),
            now: ORIGIN,
            scope: Scope::default(),
            cores: UsageHistory::new(2),
            process_table: ProcessTable::default(),
            panes: Panes {
                form: Form {
                    selected: TABLE
                        .iter()
                        .position(|row| row.name == "chunksize")
                        .unwrap(),
                    ..Form::default()
                },
                lesson: Lessons {
                    selected: 1,
                    ..Lessons::default()
                },
                ..Panes::default()
            },
            windows: Windows::default(),
            history: RunHistory::default(),
            arrangement: PaneArrangement::default(),
            keys: Keys::default(),
            message: None,
        }
    }

    pub(super) fn of(text: &str, now: &str) -> Self {
        let run = scenario::run(text);
        let cores = run.description.machine.usable_cores;
        let ideal = run.ideal().unwrap_or(Nanos::from_millis(100));
        let over = run.is_over();
        let running = Phase::Run { number: 1, of: 1 };
        Self {
            experiment: Experiment {
                workers: crate::plan::Workers::Cores,
                ..Experiment::clone(run.experiment())
            },
            axis: Axis::expecting(run.baseline().map_or(ideal, |baseline| baseline.wall)),
            now: at(now),
            figures: Figures::of(std::slice::from_ref(&run)).filter(|_| over),
            findings: Finding::all(&run),
            phase: (!over).then_some(running),
            cores: history(cores as usize),
            run: Some(run),
            ..Self::empty()
        }
    }

    pub(super) fn view(&self) -> View<'_> {
        View {
            changed: self.changed.as_ref(),
            size: None,
            experiment: &self.experiment,
            machine: &self.machine,
            run: self.run.as_ref(),
            phase: self.phase,
            history: &self.history,
            axis: self.axis,
            now: self.now,
            conclusions: Conclusions {
                figures: self.figures.as_ref(),
                findings: &self.findings,
                laws: &self.laws,
                left_out: &[],
                miss: None,
            },
            expectation: Expectation {
                prediction: self.prediction.as_ref(),
                next: self.next.as_ref(),
                ghost: true,
                reference: self.prediction.as_ref().map(|expected| ReferenceRun {
                    who: ReferenceKind::Expected,
                    run: expected.run(),
                    lead: None,
                }),
                guess: None,
            },
            scope: self.scope,
            trials: None,
            sweep: None,
            live: LiveRun {
                is_running: false,
                member: None,
                run: None,
                axis: self.axis,
                taken: None,
                now: self.now,
            },
            cores: &self.cores,
            process_table: &self.process_table,
            panes: &self.panes,
            windows: &self.windows,
            arrangement: &self.arrangement,
            keys: &self.keys,
            message: self.message.as_ref(),
        }
    }

    pub(super) fn draw(&self, size: (u16, u16), theme: &Theme, glyphs: Glyphs) -> Buffer {
        whole(size.into(), &self.view(), theme, glyphs)
    }

    pub(super) fn text(&self, size: (u16, u16)) -> String {
        text(&self.draw(size, &Theme::dark(), Glyphs::unicode()))
    }

    /// In colours, without them, and in ASCII.
    pub(super) fn looks(&self, size: (u16, u16)) -> [String; 3] {
        let mono = text(&self.draw(size, &Theme::mono(), Glyphs::unicode()));
        let ascii = text(&self.draw(size, &Theme::mono(), Glyphs::ascii()));
        [self.text(size), mono, ascii]
    }
}

/// A wave that differs from core to core, with a gap.
pub(super) fn history(cores: usize) -> UsageHistory {
    let mut history = UsageHistory::new(cores);
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

//! [`Pane`]: a part of the screen with one job.

/// A part of the screen with one job. In the order in which they are visited.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Default, strum::VariantArray, strum::IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Pane {
    /// The parameters.
    Experiment,
    /// How busy every core is.
    Cores,
    /// What every lane did and is doing.
    #[default]
    Timeline,
    /// Who started whom.
    Processes,
    /// Where the time went.
    Ledger,
    /// What came of a sweep so far.
    Curve,
    /// How much faster than serial.
    Speedup,
    /// What was found out about the run.
    Findings,
    /// What follows from runs with other numbers of workers.
    Laws,
    /// What happened so far.
    Log,
    /// The runs of the session.
    History,
    /// Runs above one another on one axis.
    Compare,
    /// The lessons, or a step of one.
    Lesson,
    /// The whole screen, for a projector.
    Lecture,
}

impl Pane {
    /// Its name in a sentence.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Experiment => "experiment",
            Self::Cores => "cores",
            Self::Timeline => "timeline",
            Self::Processes => "processes",
            Self::Ledger => "ledger",
            Self::Curve => "sweep",
            Self::Speedup => "speedup",
            Self::Findings => "findings",
            Self::Laws => "laws",
            Self::Log => "log",
            Self::History => "history",
            Self::Compare => "comparison",
            Self::Lesson => "lesson",
            Self::Lecture => "lecture",
        }
    }
}

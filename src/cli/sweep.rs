//! A sweep without a dashboard: each run is on disk before the next one begins.

use super::{
    CliError, Headless,
    arguments::SweepWanted,
    format::held,
    printer::{TextForm, print},
    refuse,
    run::EndedRuns,
    settings::Sources,
    tell,
};
use crate::{
    base::quoted,
    export::{ExportOptions, Format, Style, SweepResults},
    log::{Entry, Machine, Title},
    model::{Curve, entry, missing, remembered, restored, title},
    plan::{Resolved, Sweep, SweepAxis, Turn},
    session::{self, Campaign, Member},
    store::{Journal, StoreError},
    ui::{Consent, Unfinished},
};
use std::{
    io::{self, IsTerminal},
    path::Path,
};

/// A sweep, the runs that were made, and their journal.
pub(super) struct SweepCommand {
    sweep: Sweep,
    machine: Machine,
    journal: Journal,
    entries: Vec<Entry>,
    /// Whether the command line says what is swept, and not the journal alone.
    is_said: bool,
}

impl SweepCommand {
    /// The sweep of the command line, from its beginning or from where it was stopped.
    pub(super) fn open(wanted: &SweepWanted, config: Option<&Path>) -> Result<Self, CliError> {
        let machine = session::machine();
        let said = wanted.says_anything();
        let asked = || {
            let sweep = asked(wanted, config)?;
            let title = title(&sweep, &machine);
            Ok::<_, CliError>((sweep, title))
        };
        let Some(path) = wanted.resume.clone() else {
            let (sweep, title) = asked()?;
            let journal = match &wanted.out {
                Some(path) => begun(path, &title)?,
                None => Journal::begin(&title).map_err(CliError::Open)?,
            };
            return Ok(Self {
                sweep,
                machine,
                journal,
                entries: Vec::new(),
                is_said: true,
            });
        };
        let fault = |message: String| CliError::File {
            path: path.clone(),
            message,
        };
        let (journal, found, entries) = Journal::open(&path).map_err(CliError::Open)?;
        let sweep = restored(&found).map_err(|why| fault(format!("is damaged: {why}")))?;
        let now = if said {
            asked()?.1
        } else {
            title(&sweep, &machine)
        };
        let differences = found.differences(&now);
        if !differences.is_empty() {
            return Err(fault(format!(
                "cannot be gone on with: {}; begin a new sweep instead",
                differences.join(", ")
            )));
        }
        let beyond = |entry: &&Entry| {
            entry.point as usize >= sweep.points().len() || entry.round >= sweep.repeats()
        };
        if let Some(entry) = entries.iter().find(beyond) {
            let Entry { point, round, .. } = entry;
            return Err(fault(format!(
                "is damaged: it has run {round} of point {point}, which the sweep has not"
            )));
        }
        Ok(Self {
            sweep,
            machine,
            journal,
            entries,
            is_said: said,
        })
    }

    /// Agrees to the commands that the command line itself has.
    pub(super) fn agree(&self, consent: &mut Consent) {
        for experiment in self.experiments().filter(|_| self.is_said) {
            consent.agree(&experiment);
        }
    }

    /// Refuses a journal with a command that has no consent.
    pub(super) fn check(&self, consent: &Consent) -> Result<(), CliError> {
        let mut experiments = self.experiments();
        let refused = experiments.find(|experiment| !consent.covers(experiment));
        refused.map_or(Ok(()), |experiment| {
            Err(refuse(self.journal.path(), &experiment))
        })
    }

    /// The experiments that have yet to run.
    fn experiments(&self) -> impl Iterator<Item = Resolved> {
        let turns = missing(&self.sweep, &self.entries).into_iter();
        turns.filter_map(|turn| self.sweep.experiment(turn))
    }

    /// The sweep, the runs that were made, and their journal.
    pub(super) fn into_parts(self) -> (Sweep, Vec<Entry>, Journal) {
        (self.sweep, self.entries, self.journal)
    }

    /// Makes the missing runs. Each is kept at once, whatever stops the sweep.
    pub(super) fn run(&mut self, style: Style) -> Result<(), CliError> {
        let mut headless = Headless::new(style.unicode, false)?;
        for (experiment, entry) in remembered(&self.sweep, &self.entries) {
            headless.recall(experiment, &entry);
        }
        if io::stderr().is_terminal() {
            tell(&format!("runs are kept in {}", quoted(self.journal.path())));
        }
        let turns = missing(&self.sweep, &self.entries);
        let last_round = self.entries.last().map(|last| last.round);
        let campaign = Campaign::of_sweep(&self.sweep, &turns, last_round);
        let mut turns = turns.into_iter();
        if let Some(turn) = turns.next() {
            self.announce(&mut headless, turn);
        }
        let done = headless.run_all(campaign, |headless, run, runs| {
            let Member::Turn(turn) = run.member else {
                return Ok(());
            };
            let (run, failure) = match &runs {
                Ok(EndedRuns { done, ended }) => (done.last(), ended.as_ref().err()),
                Err(error) => (None, Some(error)),
            };
            let entry = entry(turn, run, failure.map(ToString::to_string));
            self.journal.add(&entry).map_err(CliError::Save)?;
            self.entries.push(entry);
            if let Some(turn) = turns.next() {
                self.announce(headless, turn);
            }
            Ok(())
        });
        done.inspect_err(|_| tell(&self.way_on()))
    }

    /// Has the progress line say which run comes next.
    fn announce(&self, headless: &mut Headless, turn: Turn) {
        let curve = Curve::of(&self.sweep, &self.entries);
        let label = self.sweep.label(turn.point as usize);
        let left = curve.left_in_words();
        headless.within(curve.done, curve.all, &label, left.as_deref());
    }

    /// Writes its results.
    pub(super) fn report(&self, format: &Format, style: Style) -> Result<(), CliError> {
        let write = held(format.sweep, format)?;
        let curve = Curve::of(&self.sweep, &self.entries);
        let results = SweepResults {
            sweep: &self.sweep,
            curve: &curve,
            machine: &self.machine,
            journal: self.journal.path(),
        };
        print(TextForm::of_format(format, style), |out| {
            write(&results, ExportOptions::of(style), out)
        })?;
        match curve.failed() {
            0 => Ok(()),
            failed => Err(CliError::Runs {
                failed,
                all: curve.all,
            }),
        }
    }

    fn way_on(&self) -> String {
        way_on(&Unfinished {
            done: self.entries.len(),
            is_command: self.sweep.base().is_command(),
            all: self.sweep.turns().len(),
            journal: self.journal.path().to_owned(),
        })
    }
}

/// How to go on with a sweep that was left before it was done.
pub(super) fn way_on(left: &Unfinished) -> String {
    let allowed = if left.is_command {
        " --allow-commands"
    } else {
        ""
    };
    format!(
        "stopped after {} of {} runs, which are kept; go on with `parscope sweep --resume \
         {}{allowed}`",
        left.done,
        left.all,
        quoted(&left.journal)
    )
}

/// The sweep that a command line describes.
fn asked(wanted: &SweepWanted, config: Option<&Path>) -> Result<Sweep, CliError> {
    let axes: Vec<_> = wanted
        .axes
        .iter()
        .map(|text| SweepAxis::parse(text))
        .collect::<Result<_, _>>()?;
    let repeats = wanted
        .wanted
        .flags
        .iter()
        .any(|(row, _)| row.name == "repeats");
    // The experiment may be valid only at a point of the sweep, and at one end of it if at any.
    let at = |value: fn(&[String]) -> Option<&String>| {
        let mut wanted = wanted.wanted.clone();
        let values = axes
            .iter()
            .filter_map(|axis| Some((axis.parameter, value(&axis.values)?.clone())));
        wanted.flags.extend(values);
        Sources { wanted, config }
            .trials()
            .map(|(trials, _)| trials)
    };
    let trials = match at(<[String]>::first) {
        // The inputs of commands may have been read already.
        Err(_) if wanted.wanted.words.is_empty() => at(<[String]>::last)?,
        other => other?,
    };
    let [trial] = &trials[..] else {
        let several = "a sweep begins from one experiment, and that preset has several";
        return Err(CliError::Usage(several.into()));
    };
    let mut base = trial.experiment.clone();
    if base.repeats == 1 && !repeats {
        base.repeats = Sweep::REPEATS;
    }
    Ok(Sweep::new(base, axes, session::usable_cores())?)
}

/// A new journal in a place that was asked for.
fn begun(path: &Path, title: &Title) -> Result<Journal, CliError> {
    Journal::create(path, title).map_err(|error| match error {
        StoreError::System { source, .. } if source.kind() == io::ErrorKind::AlreadyExists => {
            CliError::File {
                path: path.into(),
                message: "is there already: go on with it by --resume, or choose another name"
                    .into(),
            }
        }
        other => CliError::Open(other),
    })
}

//! [`Headless`]: does experiments without a dashboard and keeps what their runs left.

use super::{CliError, ProgressLine};
use crate::{
    base::{Replacement, is_full, now, visible_name},
    engine::EngineError,
    log::{Baseline, Description, Entry, Follow},
    model::Run,
    plan::Resolved,
    sample::ProcessRecord,
    session::{self, Campaign, CampaignRun, Event, Phase, Session},
    store::{Recording, StoreError},
};
use signal_hook::{
    consts::{SIGINT, SIGQUIT, SIGTERM},
    flag,
};
use std::{
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

/// The runs of an experiment.
pub(super) struct EndedRuns {
    /// The counted runs that ended, a failed one included.
    pub(super) done: Vec<Run>,
    /// How it ended.
    pub(super) ended: Result<(), CliError>,
}

/// Notes the signals that ask for an end, so that a run is stopped rather than left behind.
pub(super) struct Interrupt(Arc<AtomicUsize>);

impl Interrupt {
    /// Begins to listen.
    pub(super) fn new() -> Result<Self, CliError> {
        let fault = |source| EngineError::System {
            action: "cannot listen for signals".into(),
            source,
        };
        let signal = Arc::new(AtomicUsize::new(0));
        for (number, value) in [(SIGINT, SIGINT as usize), (SIGTERM, SIGTERM as usize)] {
            flag::register_usize(number, Arc::clone(&signal), value).map_err(fault)?;
        }
        // A script has what it starts in the background ignore this one and INT. Who sends it all
        // the same means it, and no run goes on unseen.
        let always = Arc::new(AtomicBool::new(true));
        flag::register_conditional_default(SIGQUIT, always).map_err(fault)?;
        Ok(Self(signal))
    }

    fn check(&self) -> Result<(), CliError> {
        match u8::try_from(self.0.load(Relaxed)) {
            Ok(signal @ 1..) => Err(CliError::Interrupted { signal }),
            _ => Ok(()),
        }
    }
}

/// A phase whose log is being followed.
struct FollowedRun {
    phase: Phase,
    run: Run,
    reader: Option<Box<dyn Follow>>,
}

impl FollowedRun {
    fn follow(&mut self) {
        if let Some(reader) = &mut self.reader {
            self.run.follow(&mut **reader);
        }
    }

    /// The run as it is at its end, if it is one that counts.
    fn ended(mut self, phase: Phase, description: Description) -> Option<Run> {
        self.follow();
        self.run.conclude(description);
        matches!(phase, Phase::Run { .. }).then_some(self.run)
    }
}

/// A session without a dashboard; at most a progress bar shows how far it is.
pub(super) struct Headless {
    session: Session,
    interrupt: Interrupt,
    progress: ProgressLine,
    /// The serial run that the last run is held against.
    serial: Option<Baseline>,
    /// The processes of the last run, where it is saved.
    processes: ProcessRecord,
}

impl Headless {
    /// Listens for signals. If the run is saved, samples cores and processes, so that its file holds
    /// what the dashboard would keep.
    pub(super) fn new(unicode: bool, keeps_log: bool) -> Result<Self, CliError> {
        // The session is waited on, so that nothing has to be woken.
        let mut session = Session::new(session::machine(), Arc::new(|| ()));
        if keeps_log {
            session.sample().map_err(|source| EngineError::System {
                action: "cannot sample cores and processes".into(),
                source,
            })?;
        }
        Ok(Self {
            session,
            interrupt: Interrupt::new()?,
            progress: ProgressLine::new(unicode),
            serial: None,
            processes: ProcessRecord::default(),
        })
    }

    /// The log of the last run, if there was one.
    pub(super) fn last_run(&self) -> Result<Option<Recording>, StoreError> {
        let Some(mut log) = self.session.last_log() else {
            return Ok(None);
        };
        let mut recording = Recording::of(&mut log)?;
        if recording.description.baseline.is_some() {
            recording.description.baseline.clone_from(&self.serial);
        }
        recording.snapshots.clone_from(&self.processes.all);
        Ok(Some(recording))
    }

    /// Takes over from an earlier session what a run of the experiment found out.
    pub(super) fn recall(&mut self, experiment: &Resolved, entry: &Entry) {
        self.session
            .recall(experiment, entry.size, entry.baseline.clone());
    }

    /// The next run is one of many.
    pub(super) fn within(&mut self, done: usize, all: usize, label: &str, left: Option<&str>) {
        self.progress.within(done, all, label, left);
    }

    /// Runs a campaign to its end, or until a signal or `ended`, which gets the end of each run, stops it.
    pub(super) fn run_all(
        &mut self,
        mut campaign: Campaign,
        mut ended: impl FnMut(
            &mut Self,
            CampaignRun,
            Result<EndedRuns, CliError>,
        ) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        while let Some(run) = campaign.begin() {
            if run.renews_baseline {
                self.session.forget_baselines();
            }
            let runs = run.resolved.clone().map_err(CliError::from);
            let runs = runs.and_then(|experiment| self.collect(&experiment));
            if let Err(stopped @ CliError::Interrupted { .. }) = runs {
                return Err(stopped);
            }
            ended(self, run, runs)?;
        }
        Ok(())
    }

    /// Does the experiment to its end, or until a signal ends it.
    pub(super) fn collect(&mut self, experiment: &Resolved) -> Result<EndedRuns, CliError> {
        self.session.start(experiment)?;
        let mut followed: Option<FollowedRun> = None;
        let mut done: Vec<Run> = Vec::new();
        loop {
            let pace = self.progress.pace().min(Duration::from_millis(200));
            self.session.wait(pace);
            if let Err(stopped) = self.interrupt.check() {
                self.session.stop();
                return Err(stopped);
            }
            for event in self.session.poll() {
                match event {
                    Event::Began {
                        phase,
                        experiment,
                        description,
                        reader,
                    } => {
                        self.progress.begin();
                        // Beside a run that has ended, T₁ may be measured once more.
                        if reader.is_some() {
                            self.processes.clear();
                        }
                        let run = Run::new(experiment, *description);
                        followed = Some(FollowedRun { phase, run, reader });
                    }
                    Event::Ended { phase, description } => {
                        if let Some(baseline) = &description.baseline {
                            self.serial = Some(baseline.clone());
                        }
                        if phase == Phase::Again {
                            for run in &mut done {
                                run.hold_against(description.baseline.as_ref());
                            }
                        }
                        done.extend(
                            followed
                                .take()
                                .and_then(|run| run.ended(phase, *description)),
                        );
                    }
                    Event::Cores(_) => {}
                    Event::Processes(round) => {
                        self.processes.see(round, now());
                    }
                    Event::Finished(result) => {
                        self.progress.clear();
                        return Ok(EndedRuns {
                            done,
                            ended: complete(result),
                        });
                    }
                }
            }
            // Without an onlooker the log is read once, after the run.
            if let Some(followed) = followed.as_mut().filter(|_| self.progress.is_shown()) {
                followed.follow();
                let (done, tasks) = (followed.run.tasks_done(), followed.run.task_count());
                self.progress.show(followed.phase, done, tasks);
            }
        }
    }
}

fn complete(result: Result<bool, EngineError>) -> Result<(), CliError> {
    if result? {
        Ok(())
    } else {
        Err(EngineError::Run("it was stopped".into()).into())
    }
}

/// Makes sure, before a long run, that its log can be kept.
pub(super) fn check_destination(path: &Path) -> Result<(), CliError> {
    let begun = Replacement::new(path).map(drop);
    begun.map_err(|error| {
        if is_full(&error) {
            CliError::unwritten(path, &error)
        } else {
            unsaved(path, &error)
        }
    })
}

/// The error for a log that cannot be saved there, with a remedy.
fn unsaved(path: &Path, error: &io::Error) -> CliError {
    let message = match (error.kind(), path.parent()) {
        (io::ErrorKind::NotFound, Some(folder)) => format!(
            "cannot be saved to: there is no folder {}: make it first",
            visible_name(folder)
        ),
        _ => format!("cannot be saved to: {error}"),
    };
    CliError::File {
        path: path.into(),
        message,
    }
}

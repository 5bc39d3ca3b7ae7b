//! `parscope watch`: a program of the user's, watched without a dashboard.
//!
//! Its streams are our own, its exit code becomes ours, and signals that are sent to us are sent on
//! to it; what the terminal sends, it gets by itself, since it is in our process group.

use super::{
    CliError,
    format::held,
    printer::{TextForm, print_beside, tell, write_file},
};
use crate::{
    base::Replacement,
    engine::{
        EngineError,
        watch::{Streams, WatchedCommand},
    },
    export::{ExportOptions, JSON, REPORT, Results, Style},
    log::{Ending, Follow},
    model::{Finding, Run},
    session::{self, Event, Session},
    store::{self, KeptRun},
};
use clap::ArgMatches;
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2},
    iterator::{SignalsInfo, exfiltrator::origin::WithOrigin},
    low_level::siginfo::Cause,
};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// How often the end of the program and signals are looked for.
const PACE: Duration = Duration::from_millis(20);

/// Looks between two readings of the logs.
const READ_EVERY: u32 = 10;

/// Readings of the logs in which a program has to hang, one after the other, before that is said.
const HANGS: u32 = 5;

/// Signals that are sent on.
const SIGNALS: [i32; 6] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2];

/// A program to watch, and what is wanted of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WatchWanted {
    pub(super) command: WatchedCommand,
    /// The file for the JSON document.
    json: Option<PathBuf>,
    /// The file for the log.
    pub(super) save: Option<PathBuf>,
    /// Whether a report is wanted.
    report: bool,
}

impl WatchWanted {
    /// Reads the command line; `words` stood after two hyphens.
    pub(super) fn of(matches: &ArgMatches, words: Vec<OsString>) -> Result<Self, CliError> {
        let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
        let given = matches.get_many::<OsString>("command").unwrap_or_default();
        let words: Vec<_> = given.cloned().chain(words).collect();
        if words.is_empty() {
            let none = "there is no command to watch: write it after two hyphens, as in `parscope watch -- python3 sim.py`";
            return Err(CliError::Usage(none.into()));
        }
        Ok(Self {
            command: WatchedCommand { words },
            json: path("json"),
            save: path("save"),
            report: matches.get_flag("report"),
        })
    }

    /// Whether it is shown in the dashboard: where nothing is written instead.
    pub(super) const fn has_dashboard(&self) -> bool {
        self.json.is_none() && !self.report
    }

    /// Watches it to its end, and writes what was asked for; a report where nothing was.
    pub(super) fn watch(&self, style: Style) -> Result<(), CliError> {
        for path in [&self.json, &self.save].into_iter().flatten() {
            check(path)?;
        }
        let run = self.run()?;
        let results = Results::of(vec![run]);
        let [run] = &results.runs[..] else {
            return Ok(());
        };
        if let Some(path) = &self.json {
            let options = ExportOptions::of(style);
            let write = held(JSON.run, &JSON)?;
            write_file(path, TextForm::Json, |out| write(&results, options, out))?;
        }
        if let Some(path) = &self.save {
            let kept = KeptRun {
                description: &run.description,
                lanes: &run.lanes,
                snapshots: &[],
                digest: &[],
            };
            store::save(kept, path).map_err(CliError::Save)?;
        }
        if self.report || (self.json.is_none() && self.save.is_none()) {
            let options = ExportOptions::of(style);
            let write = held(REPORT.run, &REPORT)?;
            print_beside(TextForm::of(style), |out| write(&results, options, out))?;
        }
        match run.watched().and_then(|watched| watched.ending) {
            Some(ending) if !ending.is_good() => Err(CliError::Program { code: code(ending) }),
            _ => Ok(()),
        }
    }

    /// The run, when the program has ended.
    fn run(&self) -> Result<Run, CliError> {
        let mut signals = SignalsInfo::<WithOrigin>::new(SIGNALS)?;
        let mut session = Session::new(session::machine(), Arc::new(|| ()));
        if self.save.is_some() {
            session.sample()?;
        }
        session
            .watch_program(&self.command, Streams::Own)
            .map_err(|error| match error {
                EngineError::Start(why) => CliError::Usage(why),
                other => other.into(),
            })?;
        let mut going: Option<(Run, Box<dyn Follow>)> = None;
        let mut hanging = 0_u32;
        for look in 0_u32.. {
            session.wait(PACE);
            for sent in signals.pending() {
                // The program has got itself, too, what the kernel sends to our group.
                if sent.cause != Cause::Kernel {
                    session.signal_program(sent.signal);
                }
            }
            for event in session.poll() {
                match (event, &mut going) {
                    (
                        Event::Began {
                            experiment,
                            description,
                            reader: Some(reader),
                            ..
                        },
                        _,
                    ) => {
                        going = Some((Run::new(experiment, *description), reader));
                    }
                    (Event::Ended { description, .. }, Some((run, reader))) => {
                        run.follow(&mut **reader);
                        run.conclude(*description);
                        // Now that it has ended, no process is waited for any more.
                        run.follow(&mut **reader);
                    }
                    (Event::Finished(result), _) => {
                        result?;
                        session.stop();
                    }
                    _ => {}
                }
            }
            match &mut going {
                Some((run, _)) if run.is_over() => break,
                Some((run, reader)) if look.is_multiple_of(READ_EVERY) => {
                    run.follow(&mut **reader);
                    let hang = Finding::of_hang(run).filter(|_| self.report);
                    hanging = hang.as_ref().map_or(0, |_| hanging + 1);
                    if let Some(hang) = hang.filter(|_| hanging == HANGS) {
                        tell(&format!("{}. {}", hang.text(), hang.advice));
                    }
                }
                _ => {}
            }
        }
        let (run, _) = going.ok_or_else(|| CliError::Usage("nothing was watched".into()))?;
        Ok(run)
    }
}

/// The exit code for a program that ended like that, as shells have it.
fn code(ending: Ending) -> u8 {
    let code = match ending {
        Ending::Exit(code) => code,
        Ending::Signal(signal) => 128 + signal,
    };
    u8::try_from(code & 0xff).unwrap_or(1)
}

/// Makes sure, before the program is started, that a file can be written.
fn check(path: &Path) -> Result<(), CliError> {
    Replacement::new(path)
        .map(drop)
        .map_err(|error| CliError::unwritten(path, &error))
}

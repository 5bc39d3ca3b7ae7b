//! [`Samplers`]: what the kernel says of cores and processes while experiments go on.

use super::targets::targets;
use crate::{
    base::Pid,
    log::Reader,
    sample::{CoreSample, ProcessSampler, ProcessTable, Procfs, Round, Sampler, System, Target},
};
use std::{
    io,
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
};

/// The samplers of cores and processes, and what they have said.
pub(super) struct Samplers {
    cores: Receiver<Vec<CoreSample>>,
    rounds: Receiver<Round>,
    /// The processes of the run as they were seen last.
    process_table: ProcessTable,
    process_sampler: ProcessSampler,
    _core_sampler: Sampler,
}

impl Samplers {
    /// Starts them. `wake` is called whenever one has something new.
    ///
    /// # Errors
    /// The system's, where it has no thread for them.
    pub(super) fn start(wake: &Arc<dyn Fn() + Send + Sync>) -> io::Result<Self> {
        let (sender, cores) = mpsc::channel();
        let told = Arc::clone(wake);
        // A session that cannot be told any more is about to end.
        let core_sampler = Sampler::start(System::default(), move |samples| {
            drop(sender.send(samples));
            told();
        })?;
        let (sender, rounds) = mpsc::channel();
        let told = Arc::clone(wake);
        let process_sampler = ProcessSampler::start(Procfs, move |round| {
            drop(sender.send(round));
            told();
        })?;
        Ok(Self {
            cores,
            rounds,
            process_table: ProcessTable::default(),
            process_sampler,
            _core_sampler: core_sampler,
        })
    }

    /// Samples of the cores that came since the last call.
    pub(super) fn take_cores(&self) -> Vec<Vec<CoreSample>> {
        self.cores.try_iter().collect()
    }

    /// Rounds of processes that came since the last call.
    pub(super) fn take_rounds(&mut self) -> Vec<Round> {
        let rounds: Vec<_> = self.rounds.try_iter().collect();
        for round in &rounds {
            self.process_table.push(round);
        }
        rounds
    }

    /// Has the processes of a run that goes on looked at, and of one that has ended those that are
    /// still there.
    pub(super) fn watch(&mut self, reader: Option<&Reader>) {
        let lanes = reader.into_iter().flat_map(Reader::lanes);
        let wanted: Vec<Target> = targets(lanes);
        let wanted = self.process_table.targets(wanted.into_iter());
        self.process_sampler.watch(wanted);
    }

    /// Has all processes of a program looked at: the one that was started, and those that are found below
    /// it.
    pub(super) fn watch_program(&mut self, first: Pid) {
        let known = self.process_table.residents();
        let known = known.filter(|one| !one.gone && one.last.pid != first);
        let all = std::iter::once(first).chain(known.map(|one| one.last.pid));
        let wanted: Vec<_> = all
            .map(|pid| Target {
                children: true,
                ..Target::process(pid)
            })
            .collect();
        let wanted = self.process_table.targets(wanted.into_iter());
        self.process_sampler.watch(wanted);
    }

    /// Another run begins.
    pub(super) fn forget_processes(&mut self) {
        self.process_table.clear();
    }
}

//! The `main` of each mode and pool.

use crate::plan::{Channel, Experiment, Join, Method, Mode, Pool};

macro_rules! template {
    ($name:literal) => {
        include_str!(concat!(
            "../../../../assets/python/experiment/main/",
            $name,
            ".py"
        ))
    };
}

/// The template of the `main` that does what the experiment says.
pub(super) const fn main_template(experiment: &Experiment) -> &'static str {
    match (experiment.mode, experiment.pool) {
        (Mode::Serial, _) => template!("serial"),
        (Mode::Threaded, _) => template!("threaded"),
        (Mode::Process, _) => of_processes(experiment.channel, experiment.join),
        (Mode::Pool, Pool::Processes | Pool::Rayon) => of_pool(experiment.method),
        (Mode::Pool, Pool::Executor | Pool::Threads | Pool::Interpreters) => template!("executor"),
    }
}

const fn of_pool(method: Method) -> &'static str {
    match method {
        Method::Map => template!("pool/map"),
        Method::MapAsync => template!("pool/map-async"),
        Method::Imap => template!("pool/imap"),
        Method::ImapUnordered => template!("pool/imap-unordered"),
        Method::Starmap => template!("pool/starmap"),
        Method::StarmapAsync => template!("pool/starmap-async"),
        Method::Apply => template!("pool/apply"),
        Method::ApplyAsync => template!("pool/apply-async"),
    }
}

const fn of_processes(channel: Channel, join: Join) -> &'static str {
    match (channel, join) {
        (Channel::Pipe, Join::Late) => template!("process/pipe"),
        (Channel::Pipe, Join::Early) => template!("process/pipe-early"),
        (Channel::Queue, Join::Late) => template!("process/queue"),
        (Channel::Queue, Join::Early) => template!("process/queue-early"),
        (Channel::Manager, Join::Late) => template!("process/manager"),
        (Channel::Manager, Join::Early) => template!("process/manager-early"),
        (Channel::SharedMemory, Join::Late) => template!("process/shared-memory"),
        (Channel::SharedMemory, Join::Early) => template!("process/shared-memory-early"),
    }
}

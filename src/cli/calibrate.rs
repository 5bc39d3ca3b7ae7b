//! `parscope calibrate`: measures what this machine takes for everything besides the tasks, keeps
//! it, and shows it.

use super::{
    CliError,
    printer::{TextForm, print, tell},
};
use crate::{
    base::Nanos,
    export::{Format, REPORT, Style, Table},
    log::Machine,
    sample::{Costs, StartCosts},
    session::{self, measure_costs},
    store::{self, keep_costs},
};
use serde_json::json;

/// Measures anew, keeps and shows.
pub(super) fn calibrate(style: Style, format: Option<&Format>) -> Result<(), CliError> {
    let machine = session::machine();
    let costs = measured(&machine)?;
    let format = format.unwrap_or(&REPORT);
    print(TextForm::of_format(format, style), |out| {
        if format.is_json {
            let document = json!({
                "parscope": env!("CARGO_PKG_VERSION"),
                "machine": machine,
                "costs": costs,
            });
            return writeln!(out, "{document}");
        }
        out.write_all(style.fit(&text(&machine, &costs, style)).as_bytes())
    })
}

/// The costs that are kept of this machine; where none are, they are measured now.
pub(super) fn costs(machine: &Machine) -> Result<Costs, CliError> {
    match store::kept_costs(machine) {
        Some(costs) => Ok(costs),
        None => measured(machine),
    }
}

fn measured(machine: &Machine) -> Result<Costs, CliError> {
    let costs = measure_costs(machine)?;
    if let Err(error) = keep_costs(machine, &costs) {
        tell(&format!(
            "{error}; it will be measured again when it is needed"
        ));
    }
    Ok(costs)
}

fn text(machine: &Machine, costs: &Costs, style: Style) -> String {
    let mut workers = Table::new("<>>>>>");
    let head = [
        "",
        "before",
        "main each",
        "until ready",
        "to end",
        "main each",
    ];
    workers.row(head.map(str::to_owned));
    for (name, start) in [
        ("thread", &costs.thread),
        ("fork", &costs.fork),
        ("spawn", &costs.spawn),
        ("forkserver", &costs.forkserver),
    ] {
        let StartCosts {
            server,
            busy,
            ready,
            exit,
            leave,
        } = start;
        let times = [server, busy, ready, exit, leave].map(Nanos::to_string);
        workers.row(std::iter::once(name.to_owned()).chain(times));
    }
    let mut chunks = Table::new("<>>>>>>");
    let head = ["", "give", "reach", "answer", "take", "next", "a MiB"];
    chunks.row(head.map(str::to_owned));
    for (name, channel) in [
        ("pipe", &costs.pipe),
        ("queue", &costs.queue),
        ("shared-memory", &costs.shared_memory),
        ("manager", &costs.manager),
    ] {
        let (there, mib) = (channel.trip, channel.mib);
        let round = mib.give + mib.reach + mib.answer + mib.take;
        let times = [
            there.give,
            there.reach,
            there.answer,
            there.take,
            channel.turn,
            round,
        ];
        let times = times.map(|time| time.to_string());
        chunks.row(std::iter::once(name.to_owned()).chain(times));
    }
    [
        &format!(
            "{}  {} · {} usable cores\n",
            style.title("calibration"),
            machine.model,
            machine.usable_cores
        ),
        &style.title("workers"),
        &workers.lines(),
        &style.title("chunks"),
        &chunks.lines(),
        &format!(
            "A sleep takes {} longer than it is to.\nWhile all cores compute, each has {} of its \
             speed.\n",
            costs.oversleep,
            costs.core_speed.percent()
        ),
    ]
    .map(String::as_str)
    .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_start_costs_stands_beside_its_name() {
        let mut costs = Costs::default();
        costs.spawn.ready = Nanos::from_micros(1530);
        let style = Style {
            color: false,
            unicode: true,
        };
        let text = text(&Machine::default(), &costs, style);
        let line = text.lines().find(|line| line.contains("spawn")).unwrap();
        assert_eq!(
            line.split_whitespace().collect::<Vec<_>>().join(" "),
            "spawn 0 ns 0 ns 1.53 ms 0 ns 0 ns"
        );
    }
}

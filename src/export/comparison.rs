//! [`Comparison`]: several experiments on the same tasks, side by side.

use super::{
    Report, Results, Style, Table,
    report::{machine, speedup_bar},
};
use crate::{base::Ratio, model::Run};
use std::io;

/// One table with a row for each experiment, and the timeline of each.
#[derive(Debug, Clone, Copy)]
pub struct Comparison(pub Style);

impl Comparison {
    /// Writes the comparison of experiments on the same tasks.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, all: &[Results], out: &mut dyn io::Write) -> io::Result<()> {
        let lasts: Vec<&Run> = all
            .iter()
            .filter_map(|results| results.runs.last())
            .collect();
        let Some(first) = lasts.first() else {
            return Ok(());
        };
        let title = format!(
            "{} · {} tasks · in {} modes",
            first.experiment.workload.name,
            first.experiment.task_count(),
            lasts.len()
        );
        let mut text = format!("{}\n\n  {}\n\n", self.0.title(&title), machine(first));
        text += &self.table(all);
        for run in lasts {
            text += &["\n", &self.0.title(&run.title()), "\n"].concat();
            text += &Report(self.0).timeline(run);
        }
        out.write_all(self.0.fit(&text).as_bytes())
    }

    fn table(self, all: &[Results]) -> String {
        let mut table = Table::new("<>>>><<");
        let head = ["mode", "workers", "T₁", "Tₚ", "efficiency", "speedup", ""];
        table.row(head.map(|name| self.0.faint(name)));
        for results in all {
            let (Some(run), Some(figures)) = (results.runs.last(), &results.figures) else {
                continue;
            };
            let verified = results.runs.iter().filter_map(Run::outcome);
            let workers = run
                .experiment
                .worker_count(run.description.machine.usable_cores);
            let none = || "–".to_owned();
            table.row([
                run.experiment.mode.to_string(),
                workers.to_string(),
                figures.serial.map_or_else(none, |time| time.to_string()),
                figures.wall.median.to_string(),
                figures.efficiency.map_or_else(none, Ratio::percent),
                figures.speedup.map_or_else(none, |speedup| {
                    speedup_bar(self.0, speedup, figures.ideal_speedup)
                }),
                if verified.clone().all(|outcome| outcome.verified) {
                    self.0.good("verified")
                } else {
                    self.0.bad("NOT VERIFIED")
                },
            ]);
        }
        table.lines()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    #[test]
    fn modes_stand_side_by_side() {
        let serial = "set workload=primes size=1000 tasks=2 mode=serial\nserial 40ms\n\
                      main: task 0 0ms 20ms | task 1 20ms 40ms\nend 40ms";
        let threaded = "set workload=primes size=1000 tasks=2 mode=threaded workers=2\n\
                        serial 40ms\nmain: create 0ms 1ms | blocked 1ms 22ms\n\
                        t1: start-up 0ms 1ms | task 0 1ms 21ms\n\
                        t2: start-up 0ms 1ms | task 1 1ms 22ms\nend 22ms";
        let all = [serial, threaded].map(|text| Results::of(vec![scenario::run(text)]));
        let style = Style {
            color: false,
            unicode: true,
        };
        let mut out = Vec::new();
        Comparison(style).write(&all, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }
}

//! [`Comparison`]: several experiments on the same tasks, side by side.

use super::{
    Results, Style, Table,
    laws::laws,
    rivals::Rivals,
    setup::machine,
    speedup::{speedup_bar, whole},
    timeline, usage,
};
use crate::{
    base::{Nanos, Ratio},
    log::Kind,
    model::{Check, Run},
};
use std::io;

/// The width of a bar of time.
const BAR: usize = 24;

/// One table with a row for each experiment, and the timeline of each.
#[derive(Debug, Clone, Copy)]
pub struct Comparison(pub Style);

/// One of the experiments of a preset.
pub(super) struct ComparisonRow<'a> {
    /// What tells it from the others.
    pub(super) label: String,
    /// What came of it.
    pub(super) results: &'a Results,
    /// Why it did not come to its end, if it did not.
    pub(super) failure: Option<&'a str>,
}

/// A column: its head, on which side its cells are flush, and what is in them, if anything.
struct ReportColumn {
    head: &'static str,
    side: char,
    cells: Vec<Option<String>>,
}

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
        let work = first.planned().map_or("imported", |e| e.workload.name);
        let title = format!(
            "{work} · {} tasks · in {} modes",
            first.task_count(),
            lasts.len()
        );
        let mut text = format!("{}\n\n  {}\n\n", self.0.title(&title), machine(first));
        text += &self.table(all);
        let modes = all.iter().filter_map(|results| {
            let mode: &str = results.runs.last()?.planned()?.mode.into();
            Some((mode, results))
        });
        text += &self.caution(&Rivals::of(modes));
        for run in lasts {
            text += &["\n", &self.0.title(&run.title()), "\n"].concat();
            text += &timeline::table(run, self.0);
        }
        out.write_all(self.0.fit(&text).as_bytes())
    }

    /// How long each experiment of a preset took, as bars, and what else tells them apart. What
    /// none of them has is left out.
    pub(super) fn times(self, rows: &[ComparisonRow<'_>]) -> String {
        let wall = |row: &ComparisonRow<'_>| Some(row.results.figures.as_ref()?.wall.median);
        let longest = rows.iter().filter_map(wall).max().unwrap_or_default();
        let column =
            |head, side, cell: &dyn Fn(&ComparisonRow<'_>) -> Option<String>| ReportColumn {
                head,
                side,
                cells: rows.iter().map(cell).collect(),
            };
        let columns = [
            column("", '<', &|row| Some(row.label.clone())),
            column("workers", '>', &|row| {
                let run = row.results.runs.last()?;
                Some(run.worker_count().to_string())
            }),
            column("Tₚ", '>', &|row| Some(wall(row)?.to_string())),
            column("", '<', &|row| {
                let share = Ratio::of(wall(row)?.get(), longest.get());
                Some(self.0.bar(share, BAR))
            }),
            column("speedup", '>', &|row| {
                row.results.figures.as_ref()?.said_speedup()
            }),
            column("ideal", '>', &|row| {
                let figures = row.results.figures.as_ref()?;
                figures.speedup?;
                let run = row.results.runs.last()?;
                (!run.has_commands()).then_some(())?;
                Some(whole(figures.ideal_speedup))
            }),
            column("a start-up", '>', &|row| {
                Some(start_up(row.results.runs.last()?)?.to_string())
            }),
            column("a task", '>', &|row| {
                Some(mean_task(row.results.runs.last()?)?.to_string())
            }),
            column("preempted", '>', &|row| {
                let run = row.results.runs.last()?;
                let usages = run.flow().filter_map(|lane| usage(run, lane));
                let sum = usages
                    .map(|usage| usage.preemptions)
                    .reduce(u64::saturating_add);
                Some(sum?.to_string())
            }),
            column("restarts", '>', &|row| {
                let restarts = row.results.runs.last()?.outcome()?.restarts;
                (restarts > 0).then(|| restarts.to_string())
            }),
            column("", '<', &|row| {
                Some(match row.failure {
                    Some(_) => self.0.bad("FAILED"),
                    None => verdict(self.0, row.results),
                })
            }),
        ];
        let has_any = |column: &&ReportColumn| column.cells.iter().any(Option::is_some);
        let columns: Vec<_> = columns.iter().filter(has_any).collect();
        let sides: String = columns.iter().map(|column| column.side).collect();
        let mut table = Table::new(sides);
        table.row(columns.iter().map(|column| self.0.faint(column.head)));
        for row in 0..rows.len() {
            let cell = |column: &&ReportColumn| column.cells[row].clone();
            table.row(
                columns
                    .iter()
                    .map(|column| cell(column).unwrap_or_else(|| "–".into())),
            );
        }
        let rivals = rows.iter().map(|row| (row.label.as_str(), row.results));
        let text = table.lines() + &self.caution(&Rivals::of(rivals));
        let text = text + &self.uncertain(rows.iter().map(|row| (&*row.label, row.results)));
        let laws = laws(rows.iter().map(|row| row.results));
        laws.iter()
            .fold(text, |text, law| text + &format!("  {law}\n"))
    }

    /// Which speedups have a question mark, and why.
    fn uncertain<'b>(self, rows: impl Iterator<Item = (&'b str, &'b Results)>) -> String {
        let lines = rows.filter_map(|(label, results)| {
            let reason = results.figures.as_ref()?.disturbance?;
            let line = format!("? {label}: {reason}");
            Some(format!("  {}\n", self.0.bad(&line)))
        });
        lines.collect()
    }

    /// Which differences are none, so that the shortest bar is not taken for a winner.
    fn caution(self, rivals: &Rivals<'_>) -> String {
        let lines = rivals.sentences();
        let lines = lines
            .iter()
            .map(|line| format!("  {}\n", self.0.faint(line)));
        lines.collect()
    }

    fn table(self, all: &[Results]) -> String {
        let mut table = Table::new("<>>>><<");
        let head = ["mode", "workers", "T₁", "Tₚ", "efficiency", "speedup", ""];
        table.row(head.map(|name| self.0.faint(name)));
        for results in all {
            let (Some(run), Some(figures)) = (results.runs.last(), &results.figures) else {
                continue;
            };
            let mode = run.planned().map(|planned| planned.mode.to_string());
            let none = || "–".to_owned();
            table.row([
                mode.unwrap_or_default(),
                run.worker_count().to_string(),
                figures.serial.map_or_else(none, |time| time.to_string()),
                figures.wall.median.to_string(),
                figures.efficiency.map_or_else(none, Ratio::percent),
                speedup_bar(self.0, figures).unwrap_or_else(none),
                verdict(self.0, results),
            ]);
        }
        table.lines()
    }
}

/// In a word, whether the answers are right.
fn verdict(style: Style, results: &Results) -> String {
    match Check::over(&results.runs) {
        None => String::new(),
        Some(Check::Wrong) => style.bad("NOT VERIFIED"),
        Some(check) if check.is_bad() => style.bad(&check.short()),
        Some(check @ (Check::Verified(_) | Check::Exited(_))) => style.good(&check.short()),
        Some(check) => check.short(),
    }
}

/// How long it took until a worker could take work, on average.
fn start_up(run: &Run) -> Option<Nanos> {
    let spans = run.workers().flat_map(|lane| &lane.spans);
    let starts: Vec<_> = spans
        .filter(|span| span.kind == Kind::StartUp)
        .map(|span| span.length)
        .collect();
    let sum: Nanos = starts.iter().copied().sum();
    (!starts.is_empty()).then(|| sum / starts.len() as u64)
}

/// How long a task took where it ran, its waiting included, on average.
fn mean_task(run: &Run) -> Option<Nanos> {
    let spans = run.flow().flat_map(|lane| &lane.spans);
    let taken = spans.filter(|span| matches!(span.kind, Kind::Task | Kind::Io));
    let taken = taken.filter(|span| !run.is_lost(span));
    let taken: Nanos = taken.map(|span| span.length).sum();
    let tasks = u64::from(run.tasks_done());
    (tasks > 0).then(|| taken / tasks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    #[test]
    fn trials_that_differ_in_their_workers_are_summed_up_by_a_law() {
        let all = [1, 2, 4].map(|workers| Results::of(vec![scenario::tenth_serial(workers)]));
        let rows = all.iter().map(|results| ComparisonRow {
            label: "one".into(),
            results,
            failure: None,
        });
        let style = Style {
            color: false,
            unicode: true,
        };
        let text = Comparison(style).times(&rows.collect::<Vec<_>>());
        assert!(
            text.contains("  Amdahl: 10.0 % ± 0.0 % serial, at most 10×\n"),
            "{text}"
        );
    }

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
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.starts_with("primes · 2 tasks · in 2 modes\n"),
            "{text}"
        );
        let row = |begin: &str| {
            let row = text.lines().find(|row| row.starts_with(begin));
            row.unwrap_or_else(|| panic!("no `{begin}`: {text}"))
        };
        let rows = ["  mode ", "  serial ", "  threaded "].map(row);
        for (row, words) in rows.iter().zip([
            "workers       T₁       Tₚ  efficiency  speedup",
            "1  40.0 ms  40.0 ms       100 %  1.00×",
            "2  40.0 ms  22.0 ms        91 %  1.82×",
        ]) {
            assert!(row.contains(words), "{row}");
        }
        assert!(rows[1].ends_with("ideal 1×  serial run"), "{text}");
        assert!(rows[2].ends_with("ideal 2×  verified"), "{text}");
        // A bar is as long as its share of its own ideal, and all ideals are as long.
        let long = |row: &str, ink: &[char]| row.matches(ink).count();
        assert_eq!(
            rows[1..]
                .iter()
                .map(|row| long(row, &['█']))
                .collect::<Vec<_>>(),
            [20, 18]
        );
        assert_eq!(long(rows[2], &['█', '░']), 20, "{text}");
        // Below stands the timeline of each.
        for lane in [
            "primes · 2 tasks · serial\n",
            "\n  thread 1  ▒▒▒█",
            "\n  thread 2  ▒▒▒█",
        ] {
            assert!(text.contains(lane), "no `{lane}`: {text}");
        }
    }
}

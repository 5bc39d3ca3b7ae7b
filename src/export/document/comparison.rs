//! Several experiments side by side: the trials of a preset, and one experiment in all modes.

use super::{
    Bar, Document, DocumentTable, Element, Passage, Rivals,
    setup::machine,
    speedup::{speedup_bar, whole},
    verdict,
};
use crate::{
    base::{Nanos, Ratio, visible},
    export::{PresetResults, Results, TrialResults, laws::laws, title, usage},
    log::Kind,
    model::{Figures, Run},
};

/// The width of a bar of time.
const BAR: usize = 24;

/// One experiment of several.
struct ComparedTrial<'a> {
    trial: &'a TrialResults,
    run: Option<&'a Run>,
    figures: Option<&'a Figures>,
}

/// A column: its head, on which side its cells are flush, and what is in them, if anything.
type ComparisonColumn<'a> = (
    &'static str,
    char,
    &'a dyn Fn(&ComparedTrial<'_>) -> Option<Passage>,
);

impl<'a> Document<'a> {
    /// A preset: its text, a table that shows the difference at a glance, then each in full.
    pub(in crate::export) fn of_preset(preset: &'a PresetResults<'a>, most_lanes: usize) -> Self {
        let mut document = Self::default();
        let PresetResults { preset, trials, .. } = preset;
        document.add("title", [Element::Title(preset.title.clone())]);
        document.add("about", [Element::Paragraph(preset.about.clone())]);
        if trials.len() > 1 {
            document.add("comparison", side_by_side(trials));
        }
        for trial in *trials {
            let label = match trial.label.as_str() {
                "" => String::new(),
                label => format!("{label}: "),
            };
            if let Some(last) = trial.results.runs.last() {
                document.add("title", [Element::Title(label + &title(last))]);
                document.add_run(&trial.results, last, most_lanes);
            } else {
                let failure = trial.failure.as_deref().unwrap_or("it was not run");
                let failure = Passage::bad(visible(failure));
                document.add("title", [Element::Title(trial.label.clone())]);
                document.add("verdict", [Element::Line(failure)]);
            }
        }
        document
    }

    /// One experiment in several modes.
    pub(in crate::export) fn of_modes(all: &'a [Results]) -> Self {
        let mut document = Self::default();
        let lasts = all.iter().filter_map(|results| results.runs.last());
        let Some(first) = lasts.clone().next() else {
            return document;
        };
        let work = first.planned().map_or("imported", |e| e.workload.name);
        let (tasks, modes) = (first.task_count(), lasts.clone().count());
        let title = format!("{work} · {tasks} tasks · in {modes} modes");
        document.add("title", [Element::Title(title)]);
        document.add("facts", [Element::line(machine(first))]);
        let named = all.iter().filter_map(|results| {
            let mode: &str = results.runs.last()?.planned()?.mode.into();
            Some((mode, results))
        });
        let table = Element::Table(modes_table(all));
        document.add("comparison", [table].into_iter().chain(caution(named)));
        for run in lasts {
            let title = Element::Title(run.title());
            document.add("timeline", [title, Element::Timeline(run)]);
        }
        document
    }
}

/// The times of the experiments of a preset, as bars, and other figures that tell them apart.
/// Columns that are empty for all of them are left out.
fn side_by_side(trials: &[TrialResults]) -> Vec<Element<'static>> {
    let all: Vec<_> = trials.iter().map(ComparedTrial::of).collect();
    let longest = all
        .iter()
        .filter_map(ComparedTrial::wall)
        .max()
        .unwrap_or_default();
    let columns: [ComparisonColumn<'_>; 11] = [
        ("", '<', &|one| Some(one.trial.label.clone().into())),
        ("workers", '>', &|one| {
            Some(one.run?.worker_count().to_string().into())
        }),
        ("Tₚ", '>', &|one| Some(one.wall()?.to_string().into())),
        ("", '<', &|one| {
            let share = Ratio::of(one.wall()?.get(), longest.get());
            Some(Passage::default().bar(Bar::new(share, BAR)))
        }),
        ("speedup", '>', &|one| {
            Some(one.figures?.said_speedup()?.into())
        }),
        ("ideal", '>', &|one| {
            one.figures?.speedup?;
            let has_ideal = !one.run?.has_commands();
            has_ideal.then_some(whole(one.figures?.ideal_speedup).into())
        }),
        ("a start-up", '>', &|one| {
            Some(start_up(one.run?)?.to_string().into())
        }),
        ("a task", '>', &|one| {
            Some(mean_task(one.run?)?.to_string().into())
        }),
        ("preempted", '>', &|one| {
            let run = one.run?;
            let usages = run.flow().filter_map(|lane| usage(run, lane));
            let counts = usages.filter_map(|usage| usage.preemptions);
            Some(counts.reduce(u64::saturating_add)?.to_string().into())
        }),
        ("restarts", '>', &|one| {
            let restarts = one.run?.outcome()?.restarts;
            (restarts > 0).then(|| restarts.to_string().into())
        }),
        ("", '<', &|one| {
            Some(match one.trial.failure {
                Some(_) => Passage::bad("FAILED"),
                None => verdict::short(&one.trial.results),
            })
        }),
    ];
    let has_any = |(.., cell): &&ComparisonColumn<'_>| all.iter().any(|one| cell(one).is_some());
    let columns: Vec<_> = columns.iter().filter(has_any).collect();
    let aligns: String = columns.iter().map(|(_, align, _)| align).collect();
    let mut table = DocumentTable::new(&aligns, columns.iter().map(|(head, ..)| *head));
    for one in &all {
        let cells = columns.iter().map(|(.., cell)| cell(one));
        table.row(cells.map(|cell| cell.unwrap_or_else(|| "–".into())));
    }
    let results = trials.iter().map(|trial| &trial.results);
    let named = trials.iter().map(|trial| (&*trial.label, &trial.results));
    let uncertain = trials.iter().filter_map(|trial| {
        let reason = trial.results.figures.as_ref()?.disturbance?;
        let line = format!("? {}: {reason}", trial.label);
        Some(Element::line(Passage::bad(line)))
    });
    let laws = laws(results).into_iter();
    [Element::Table(table)]
        .into_iter()
        .chain(caution(named))
        .chain(uncertain)
        .chain(laws.map(|law| Element::line(law.to_string())))
        .collect()
}

/// The differences that are only noise, so that the shortest bar is not taken for a winner.
fn caution<'a>(named: impl Iterator<Item = (&'a str, &'a Results)>) -> Vec<Element<'static>> {
    let sentences = Rivals::of(named).sentences().into_iter();
    let lines = sentences.map(|sentence| Element::line(Passage::faint(sentence)));
    lines.collect()
}

fn modes_table(all: &[Results]) -> DocumentTable {
    let heads = ["mode", "workers", "T₁", "Tₚ", "efficiency", "speedup", ""];
    let mut table = DocumentTable::new("<>>>><<", heads);
    for results in all {
        let (Some(run), Some(figures)) = (results.runs.last(), &results.figures) else {
            continue;
        };
        let mode = run.planned().map(|planned| planned.mode.to_string());
        let none = || "–".to_owned();
        let serial = figures.serial.map_or_else(none, |time| time.to_string());
        let efficiency = figures.efficiency.map_or_else(none, Ratio::percent);
        table.row([
            mode.unwrap_or_default().into(),
            run.worker_count().to_string().into(),
            serial.into(),
            figures.wall.median.to_string().into(),
            efficiency.into(),
            speedup_bar(figures).unwrap_or_else(|| none().into()),
            verdict::short(results),
        ]);
    }
    table
}

impl<'a> ComparedTrial<'a> {
    fn of(trial: &'a TrialResults) -> Self {
        Self {
            trial,
            run: trial.results.runs.last(),
            figures: trial.results.figures.as_ref(),
        }
    }

    fn wall(&self) -> Option<Nanos> {
        Some(self.figures?.wall.median)
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
    use crate::{
        export::{ExportOptions, REPORT, tests::PLAIN},
        model::scenario,
        plan::Experiment,
    };

    #[test]
    fn trials_that_differ_in_their_workers_are_summed_up_by_a_law() {
        let trials = [1, 2, 4].map(|workers| TrialResults {
            label: "one".into(),
            experiment: Experiment::default(),
            results: Results::of(vec![scenario::tenth_serial(workers)]),
            failure: None,
        });
        let law = Passage::from("Amdahl: 10.0 % ± 0.0 % serial, at most 10×");
        let is_law = |element: &Element<'_>| matches!(element, Element::Line(line) if *line == law);
        assert!(side_by_side(&trials).iter().any(is_law));
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
        let mut out = Vec::new();
        REPORT.modes.unwrap()(&all, ExportOptions::of(PLAIN), &mut out).unwrap();
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

//! What was run, where, and the figures of it.

use super::{Report, Table};
use crate::{
    base::{Moment, Ratio, SignedNanos, visible},
    export::{
        Results,
        setup::{chunks, machine},
        speedup::{off, speedup_bar},
    },
    model::{Figures, Run, notes},
    plan::{Experiment, Group, Parameter, Resolved, TABLE, Value},
};

/// Longer values, such as a list of items, are cut.
const LONGEST_VALUE: usize = 40;

impl Report {
    /// What was run, and where.
    pub(super) fn facts(self, run: &Run) -> String {
        // Of a trace of another program neither is known.
        let Some(experiment) = run.planned() else {
            return String::new();
        };
        let mut table = Table::new("<<");
        for (name, group) in [
            ("tasks", Group::Work),
            ("workers", Group::Workers),
            ("exchange", Group::Exchange),
            ("conditions", Group::Conditions),
            ("measured", Group::Measurement),
        ] {
            match parameters(experiment, group).as_str() {
                "" => {}
                text => self.pair(&mut table, name, text),
            }
        }
        if let Some(chunks) = chunks(experiment) {
            self.pair(&mut table, "chunks", &chunks);
        }
        self.pair(&mut table, "machine", &machine(run));
        for note in notes(experiment) {
            self.pair(&mut table, "note", &self.0.title(&note));
        }
        table.lines()
    }

    /// The figures of all runs.
    pub(super) fn figures(self, figures: &Figures, results: &Results, last: &Run) -> String {
        let mut table = Table::new("<<");
        if let Some(serial) = figures.serial {
            let preempted = last.baseline().map(|serial| serial.preempted);
            // As little as a tick is in every run.
            let less = preempted.filter(|&time| time * 100 > serial);
            let less =
                less.map_or_else(String::new, |time| format!(", less {time} without a core"));
            let serial = format!("{serial} (serial run of the same tasks{less})");
            self.pair(&mut table, "T₁", &serial);
        }
        let wall = match figures.wall.count {
            1 => figures.wall.median.to_string(),
            count => format!(
                "{} ± {} (median ± MAD of {count} runs)",
                figures.wall.median, figures.wall.mad
            ),
        };
        let name = match last.import() {
            Some(_) => "wall time",
            None => "Tₚ",
        };
        self.pair(&mut table, name, &wall);
        self.at_once(&mut table, last);
        if let Some(interval) = figures.interval {
            let sure = interval.confidence.percent();
            let outliers = match figures.outliers {
                0 => String::new(),
                1 => "; 1 run is an outlier".to_owned(),
                several => format!("; {several} runs are outliers"),
            };
            let (low, high) = (interval.low, interval.high);
            let text = format!("{sure} sure that it is {low} to {high}{outliers}");
            self.pair(&mut table, "", &self.0.faint(&text));
        }
        // How long a command waits is its own affair, so the number of cores is no ideal. Once
        // that was seen, there is one.
        let waited = last.waited().filter(|_| !last.is_serial());
        if let Some(share) = waited {
            self.shares(&mut table, figures);
            let waited = format!("for {} of T₁, in which they need no core", share.percent());
            self.pair(&mut table, "they wait", &waited);
        } else if last.has_commands() {
            if let Some(speedup) = figures.said_speedup() {
                self.pair(&mut table, "speedup", &speedup);
            }
        } else {
            self.shares(&mut table, figures);
            self.expected(&mut table, figures, results, last);
        }
        if last.has_commands() {
            self.pair(&mut table, "commands", &super::command::total(last));
        }
        table.lines()
    }

    /// How much went on at once, and what no schedule could have taken less than, where there is no T₁.
    fn at_once(self, table: &mut Table, last: &Run) {
        let Some(parallelism) = last.parallelism().filter(|_| !last.has_speedup()) else {
            return;
        };
        let words = match last.import() {
            Some(_) => "lanes in a slice at once, on average",
            None => "CPU time / wall time",
        };
        let said = format!("{:.2} ({words})", parallelism.get());
        self.pair(table, "parallelism", &said);
        if let Some(floor) = last.floor() {
            let said = format!(
                "{floor} (the longest command, or all CPU time shared out over the usable cores)"
            );
            self.pair(table, "floor", &said);
        }
    }

    /// What was expected, and what the difference is made of.
    fn expected(self, table: &mut Table, figures: &Figures, results: &Results, last: &Run) {
        if let (Some(guess), Some(speedup)) = (results.guess, figures.speedup) {
            self.pair(table, "guess", &off(guess, speedup, "what was measured"));
        }
        let Some(prediction) = &results.prediction else {
            return;
        };
        let Some(speedup) = prediction.speedup() else {
            return;
        };
        let (wall, taken) = (prediction.wall(), figures.wall.median);
        let longer = taken.as_secs_f64() / wall.as_secs_f64().max(1e-9) - 1.0;
        let share = Ratio::new(longer.abs()).percent();
        let words = match longer {
            l if l.abs() < 0.005 => "and so it was".into(),
            l if l > 0.0 => format!("it took {share} longer"),
            _ => format!("it took {share} less"),
        };
        let miss = prediction.miss(last, Moment::default());
        let miss = miss.filter(|_| longer.abs() >= 0.005).map(|(row, miss)| {
            let more = if miss > SignedNanos::ZERO {
                "more"
            } else {
                "less"
            };
            format!(", most of all {} {more} {}", miss.size(), row.name())
        });
        let text = format!(
            "{} in {wall} (simulated): {words}{}",
            speedup.factor(),
            miss.unwrap_or_default()
        );
        self.pair(table, "predicted", &text);
    }

    /// What of the ideal speedup was reached.
    fn shares(self, table: &mut Table, figures: &Figures) {
        if let Some(speedup) = speedup_bar(self.0, figures) {
            self.pair(table, "speedup", &speedup);
        }
        if let Some(reason) = figures.disturbance {
            self.pair(table, "uncertain", &self.0.bad(&reason.to_string()));
        }
        if let Some(efficiency) = figures.efficiency {
            // Of a serial run there is nothing to be shared out.
            let pop = figures.pop.filter(|_| figures.ideal_speedup > Ratio::ONE);
            let parts = pop.map_or_else(String::new, |pop| {
                let (balance, busy) = (pop.load_balance, pop.communication_efficiency);
                let (balance, busy) = (balance.percent(), busy.percent());
                self.0.faint(&format!(
                    " (load balance {balance}, busiest worker {busy} at work)"
                ))
            });
            let efficiency = efficiency.percent() + &parts;
            self.pair(table, "efficiency", &efficiency);
        }
        // Slower than serial or faster than ideal: no serial fraction would explain that.
        let fraction = figures
            .karp_flatt
            .filter(|f| (0.0..=1.0).contains(&f.get()));
        if let Some(fraction) = fraction {
            let serial = format!("{:.3} serial fraction (Karp-Flatt)", fraction.get());
            self.pair(table, "implied", &serial);
        }
    }
}

/// The parameters of a group that have an effect: `mandelbrot · tasks 32 · seed 42`.
fn parameters(experiment: &Resolved, group: Group) -> String {
    let rows = TABLE.iter().filter(|row| row.group == group);
    let default = Experiment::default();
    let shown = rows.filter(|row| (row.applies)(experiment));
    // What belongs to some modes only is worth a word where it was chosen.
    let chosen = |row: &&Parameter| {
        let always = !row.is_modal() && row.name != "io" || row.name == "start";
        always || (row.get)(experiment) != (row.get)(&default)
    };
    let shown = shown.filter(chosen);
    let texts = shown.filter_map(|row| match (row.get)(experiment) {
        Value::Unset => None,
        value => {
            let text = value.to_string();
            let text = visible(&text);
            let cut: String = text.chars().take(LONGEST_VALUE).collect();
            let dots = if cut == text { "" } else { "…" };
            Some(format!("{} {cut}{dots}", row.name))
        }
    });
    texts.collect::<Vec<_>>().join(" · ")
}

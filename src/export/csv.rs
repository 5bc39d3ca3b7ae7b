//! CSV: a row for each span, for spreadsheets and data frames; of a sweep, a row for each point.
//!
//! Cells are names and numbers of our own, so that nothing has to be quoted and no
//! spreadsheet finds a formula; only the names of another program's slices, and those of kinds that
//! a log has of its own, are quoted. The columns of a sweep are named in `document/sweep.rs`, those
//! of spans are:
//!
//! | column | what |
//! |---|---|
//! | `lane`, `lane_kind`, `number`, `pid` | the row of the timeline; `main`, `thread`, `process`, `core`…; worker 1, core 0; process or thread |
//! | `kind` | `task`, `wait`, `start-up`…; `usage` on the lane of a core; `slice` in a trace of another program; of a kind that the log has of its own the name, or `kind 47` where it has none |
//! | `start_s`, `length_s` | seconds, from the beginning of the run; exact to the nanosecond |
//! | `task`, `tasks`, `chunk` | the first task concerned, how many follow in a row, and their chunk; empty where no task is concerned |
//! | `bytes` | moved in it |
//! | `cpu_share` | the share of the length that was spent on a core, or of a core that was busy; empty where it was not measured |
//! | `core` | where the span ended; empty of a slice of another program |
//! | `flags` | `merged`, `killed`, `restarted`, `failed`, with `+` between them; `unfinished` in the last row of each lane where the run goes on and its file does not |
//! | `waited_share` | the share of the length in which it waited for something else than a core; empty where nothing is known of that |
//! | `name` | only of a trace of another program: the name of the slice; of a program that was watched: the function of the task's call |
//! | `call` | only of a program that was watched: the number of the call, of which `task` and `chunk` then are |

use super::{Format, Results, SweepResults, document::points, gap};
use crate::{
    base::{Moment, Nanos, Ratio, Text},
    log::{Flags, Kind, Lane, Span},
    model::{Run, Unit},
};
use std::{borrow::Cow, io};

/// Comma-separated values, with a line of names first. An unknown value is empty.
pub(super) const FORMAT: Format = Format {
    name: "csv",
    about: "has a row for each span, which is something that main or a worker did",
    prints: "Print a line of comma-separated values for each point",
    run: Some(|run, _, out| write_spans(run, out)),
    sweep: Some(|sweep, _, out| write_points(sweep, out)),
    ..Format::EMPTY
};

const COLUMNS: &str = "lane,lane_kind,number,pid,kind,start_s,length_s,task,tasks,chunk,bytes,\
                       cpu_share,core,flags,waited_share";

const FLAGS: [(Flags, &str); 5] = [
    (Flags::MERGED, "merged"),
    (Flags::KILLED, "killed"),
    (Flags::RESTARTED, "restarted"),
    (Flags::FAILED, "failed"),
    (Flags::LOST, "lost"),
];

fn write_spans(results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(run) = results.runs.last() else {
        return writeln!(out, "{COLUMNS}");
    };
    let name = match (run.import(), run.watched()) {
        (Some(_), _) => ",name",
        (None, Some(_)) => ",name,call",
        (None, None) => "",
    };
    writeln!(out, "{COLUMNS}{name}")?;
    let is_unfinished = gap(run).is_some();
    for lane in &run.lanes {
        for (span, left) in lane.spans.iter().zip((0..lane.spans.len()).rev()) {
            row(run, lane, span, is_unfinished && left == 0, out)?;
        }
    }
    Ok(())
}

/// The values of the table that others write for reading.
fn write_points(results: &SweepResults<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let table = points(results);
    let fields = table.columns.iter().flat_map(|column| &column.fields);
    writeln!(out, "{}", fields.copied().collect::<Vec<_>>().join(","))?;
    for row in &table.rows {
        let values = row.iter().flat_map(|cell| &cell.values);
        let values: Vec<&str> = values.map(String::as_str).collect();
        writeln!(out, "{}", values.join(","))?;
    }
    Ok(())
}

fn row(
    run: &Run,
    lane: &Lane,
    span: &Span,
    is_torn: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let info = &lane.info;
    let origin = run.began().unwrap_or_default();
    let is_slice = span.kind.is_of_task() && run.unit() == Unit::SLICE;
    let kind = match span.kind {
        _ if is_slice => Unit::SLICE.one.into(),
        Kind::Other(other) => match run.description.kinds.given(other) {
            Some(name) => Cow::Owned(quoted(name)),
            None => Cow::Owned(other.to_string()),
        },
        kind => Cow::Borrowed(kind.into()),
    };
    write!(out, "{},{},{},", info.lane, info.kind, info.number)?;
    if let Some(pid) = info.pid {
        write!(out, "{pid}")?;
    }
    write!(out, ",{kind},{},", offset(span.start, origin))?;
    write!(out, "{},", seconds(span.length))?;
    let is_of_tasks = span.count > 0 || span.kind.is_of_task();
    if let Some(watched) = run.watched() {
        let of = watched.chunk(span.chunk);
        let task = watched.task_of_call(span.chunk, span.task).filter(|_| is_of_tasks);
        match (task, of) {
            (Some(task), Some((_, chunk))) => {
                write!(out, "{task},{},{},", span.count, chunk.number)?;
            }
            (None, Some((_, chunk))) => write!(out, ",,{},", chunk.number)?,
            (_, None) => write!(out, ",,,")?,
        }
    } else if !is_slice && is_of_tasks {
        write!(out, "{},{},{},", span.task, span.count, span.chunk)?;
    } else {
        write!(out, ",,,")?;
    }
    write!(out, "{},", span.bytes)?;
    if span.flags.has(Flags::CPU) {
        write!(out, "{:.4}", span.cpu.get())?;
    }
    if span.kind == Kind::Usage {
        write!(out, ",{},", info.number)?;
    } else if is_slice {
        write!(out, ",,")?;
    } else {
        write!(out, ",{},", span.core)?;
    }
    let flags = FLAGS.iter().filter(|(flag, _)| span.flags.has(*flag));
    let torn = is_torn.then_some("unfinished");
    let names: Vec<_> = flags.map(|(_, name)| *name).chain(torn).collect();
    write!(out, "{},", names.join("+"))?;
    if span.waited > Ratio::ZERO {
        write!(out, "{:.4}", span.waited.get())?;
    }
    if let Some(import) = run.import() {
        let name = import.names.slice(span.chunk);
        write!(out, ",{}", name.map_or_else(String::new, quoted))?;
    }
    if let Some(watched) = run.watched() {
        match watched.chunk(span.chunk) {
            Some((call, chunk)) => write!(out, ",{},{}", quoted(&call.function), chunk.call)?,
            None => write!(out, ",,")?,
        }
    }
    writeln!(out)
}

/// A text from outside in quotes, which no spreadsheet takes for a formula.
fn quoted(text: &Text) -> String {
    let text = text.to_string().replace('"', "\"\"");
    let is_formula = text.starts_with(['=', '+', '-', '@']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{text}\"")
}

/// The cores may have been sampled before the run began.
fn offset(start: Moment, origin: Moment) -> String {
    if start < origin {
        format!("-{}", seconds(origin.since(start)))
    } else {
        seconds(start.since(origin))
    }
}

/// Seconds with all nine decimals: a float would round what was long after a boot.
fn seconds(length: Nanos) -> String {
    const SECOND: u64 = 1_000_000_000;
    format!("{}.{:09}", length.get() / SECOND, length.get() % SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    #[test]
    fn a_spreadsheet_gets_every_span_with_its_columns() {
        let run = scenario::run(
            "set workload=primes tasks=2 mode=pool workers=1\n\
             main: create 0ms 2ms | dispatch 0/0 2ms 3ms\n\
             w1: start-up@ 0ms 2ms | receive=64 2ms 3ms | task%50 0/0 3ms 5ms | task! 1 5ms 6ms\n\
             c0: usage 90 0ms 6ms\n\
             end 6ms",
        );
        let mut out = Vec::new();
        write_spans(&Results::of(vec![run]), &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }

    #[test]
    fn a_command_that_waited_for_something_else_than_a_core_is_told_from_one_that_did_not() {
        let mut run =
            scenario::run("set tasks=2 mode=serial\nmain: task 0 0ms 2ms | task 1 2ms 3ms");
        run.lanes[0].spans[0].waited = Ratio::new(0.75);
        let mut out = Vec::new();
        write_spans(&Results::of(vec![run]), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let waited: Vec<_> = text
            .lines()
            .filter_map(|line| line.split(',').next_back())
            .collect();
        assert_eq!(waited, ["waited_share", "0.7500", ""]);
    }

    #[test]
    fn a_time_keeps_its_nanoseconds_and_one_before_the_run_its_sign() {
        let at = Moment::from_nanos;
        assert_eq!(offset(at(3_000_000_001), at(1)), "3.000000000");
        assert_eq!(offset(at(1), at(3)), "-0.000000002");
    }
}

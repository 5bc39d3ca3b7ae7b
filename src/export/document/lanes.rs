//! The lanes: how much each did, and how often it had to give up its core.

use super::{Bar, DocumentTable, Element, Emphasis, Passage, speedup::BAR};
use crate::{
    base::{Bytes, Ratio},
    export::{busy, name, tasks, timeline::length, usage},
    model::Run,
};

/// The lanes of a run, at most so many.
pub(super) fn lanes(run: &Run, most: usize) -> Vec<Element<'static>> {
    let counted = run.flow().any(|lane| usage(run, lane).is_some());
    let heads = [
        "lane",
        "pid",
        run.unit().several,
        "busy",
        "share of the run",
        "waits",
        "preempted",
        "memory",
    ];
    let shown = if counted { heads.len() } else { 5 };
    let mut table = DocumentTable::new("<>>><>>>", heads.into_iter().take(shown));
    let length = length(run);
    for lane in run.rows().take(most) {
        let busy = busy(lane);
        let share = Ratio::of(busy.get(), length.get());
        let percent = format!("{:>5}", share.percent());
        let bar = Passage::default().bar(Bar::new(share, BAR));
        let mut cells: Vec<Passage> = vec![
            name(run, lane).into(),
            lane.info
                .pid
                .map_or("–".into(), |pid| pid.to_string())
                .into(),
            tasks(run, lane).to_string().into(),
            busy.to_string().into(),
            bar.and(percent, Emphasis::Plain),
        ];
        if let Some(usage) = usage(run, lane) {
            let count = |count: Option<u64>| count.map_or("–".into(), |count| count.to_string());
            cells.push(count(usage.waits).into());
            cells.push(count(usage.preemptions).into());
            cells.push(match usage.memory {
                Bytes::ZERO => "–".into(),
                memory => memory.rounded().into(),
            });
        }
        table.row(cells);
    }
    let hidden = match run.rows().count().saturating_sub(most) {
        0 => None,
        hidden => Some(format!("… and {hidden} more lanes").into()),
    };
    let legend = "waits: it gave its core up itself; preempted: its core was taken away";
    let legend = counted.then(|| Passage::faint(legend));
    let notes = hidden.into_iter().chain(legend).map(Element::Line);
    [Element::Table(table)].into_iter().chain(notes).collect()
}

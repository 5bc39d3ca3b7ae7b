//! The parts of the page that are tables, and the frame of the timeline.

use crate::{
    base::Ratio,
    export::{
        Results, busy, headline::headline, markup::escaped, name, report::said, tasks,
        timeline::length,
    },
    model::{Row, Run},
};
use std::fmt::Write as _;
use strum::VariantArray;

use super::data::MOST_LANES;

/// What is less than this share of the lane time is nothing to be read.
const LITTLE: f64 = 0.0005;

/// The figures, the largest first.
pub(super) fn figures(results: &Results) -> String {
    let Some(figures) = &results.figures else {
        return String::new();
    };
    let shown = headline(figures)
        .map(|(name, value)| format!("<div><dt>{name}</dt><dd>{value}</dd></div>"));
    format!("<dl class=\"figures\">{}</dl>", shown.collect::<String>())
}

/// The frame in which the script draws.
pub(super) fn timeline(run: &Run) -> String {
    let spans: usize = run.flow().map(|lane| lane.spans.len()).sum();
    let hidden = run.rows().count().saturating_sub(MOST_LANES);
    let more = match hidden {
        0 => String::new(),
        hidden => format!(", {hidden} more lanes are not shown"),
    };
    format!(
        "<section><h2>Timeline</h2>\n<canvas id=\"timeline\" tabindex=\"0\" role=\"img\" \
         aria-label=\"What each lane did over time\"></canvas>\n<p id=\"about\" \
         aria-live=\"polite\">&nbsp;</p>\n<p class=\"legend\" id=\"legend\"></p>\n<p \
         class=\"hint\">{spans} spans{more}<span id=\"merged\"></span> · wheel or <kbd>+</kbd> <kbd>−</kbd> zoom, \
         drag or <kbd>←</kbd> <kbd>→</kbd> move, <kbd>0</kbd> shows all</p>\n<noscript><p>The timeline \
         needs JavaScript; everything else does not.</p></noscript></section>"
    )
}

/// Where the time went, each row with its share as a bar.
pub(super) fn ledger(run: &Run) -> String {
    let Some(ledger) = run.ledger() else {
        return String::new();
    };
    let mut text = format!(
        "<section><h2>Ledger</h2>\n<table><thead><tr><th>lane time</th><th class=\"n\">{}</th>\
         <th class=\"n\">share</th><th></th><th class=\"n\">{}</th><th></th></tr></thead><tbody>\n",
        ledger.lane_time(),
        ledger.unit()
    );
    for &row in Row::VARIANTS {
        let share = ledger.share(row).get();
        if row != Row::Work && share.abs() < LITTLE {
            continue;
        }
        let lost = match (row, ledger.lost(row).get()) {
            (Row::Work, _) => said(run, &ledger),
            (_, lost) if lost.abs() < 0.005 => String::new(),
            (_, lost) if lost < 0.0 => format!("+{}", ledger.figure(Ratio::new(-lost))),
            (_, lost) => format!("−{}", ledger.figure(Ratio::new(lost))),
        };
        let _ = writeln!(
            text,
            "<tr><td>{name}</td><td class=\"n\">{time}</td><td class=\"n\">{percent}</td>\
             <td><svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\"><rect \
             class=\"row-{class}\" width=\"{width:.1}\" height=\"10\"/></svg></td>\
             <td class=\"n\">{lost}</td><td class=\"dim\">{about}</td></tr>",
            name = ledger.name(row),
            class = row.name(),
            time = ledger.get(row),
            percent = ledger.share(row).fine_percent(),
            width = (share * 100.0).clamp(0.0, 100.0),
            about = ledger.about(row),
        );
    }
    text + "</tbody></table></section>"
}

/// Who did how much.
pub(super) fn lanes(run: &Run) -> String {
    let mut text = format!(
        "<section><h2>Lanes</h2>\n<table><thead><tr><th>lane</th><th class=\"n\">process</th>\
         <th class=\"n\">{}</th><th class=\"n\">busy</th><th class=\"n\">share</th><th></th></tr>\
         </thead><tbody>\n",
        run.unit().several,
    );
    let all = length(run).get();
    for lane in run.rows().take(MOST_LANES) {
        let busy = busy(lane);
        let share = Ratio::of(busy.get(), all).clamped();
        let _ = writeln!(
            text,
            "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{busy}</td>\
             <td class=\"n\">{}</td><td><svg class=\"bar\" viewBox=\"0 0 100 10\" \
             preserveAspectRatio=\"none\"><rect class=\"row-work\" width=\"{:.1}\" height=\"10\"/></svg></td></tr>",
            escaped(&name(run, lane)),
            lane.info.pid.map_or("–".into(), |pid| pid.to_string()),
            tasks(run, lane),
            share.percent(),
            share.get() * 100.0,
        );
    }
    text + "</tbody></table></section>"
}

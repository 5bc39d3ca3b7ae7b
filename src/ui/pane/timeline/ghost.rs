//! The ghost: another run on the same clock, dim, where the run itself has not come yet. It is the
//! one that is expected, the last one, or the serial one.
//!
//! Only tasks are drawn: a shape is known by them. It stands still while the run grows over it,
//! so it costs no cell a frame.

use super::{PaneContext, Places, Ruler, Standing, invitation, label, rows::LaneRows};
use crate::{
    base::Moment,
    log::{Kind, Lane},
    model::{Axis, LaneRow, Prediction, Run},
    theme::Tone,
    ui::{
        pane::{below, row},
        widget::{Part, Scale, Strip},
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::{Clear, Widget},
};

/// The prediction to draw, if there is one.
pub(super) fn expected<'a>(look: &PaneContext<'a>) -> Option<&'a Prediction> {
    let prediction = look
        .view
        .expectation
        .prediction
        .filter(|_| look.view.expectation.ghost);
    prediction.filter(|prediction| !prediction.is_bare())
}

/// Adds the tasks of the reference run, behind the bars of a lane.
pub(super) fn add(
    look: &PaneContext<'_>,
    run: &Run,
    lane: &Lane,
    ruler: Ruler,
    parts: &mut Vec<Part>,
) {
    let is_live = Standing::of(look, run) == Standing::Live;
    let Some(reference) = look.view.expectation.reference.filter(|_| is_live) else {
        return;
    };
    let begun = run.began().map_or(0, |_| ruler.place(look.view.now));
    let from = parts.last().map_or(begun, |last| last.end.max(begun));
    // Threads race against processes: the first of the ones with the first of the others.
    let same = |other: &&Lane| {
        let kinds = other.info.kind == lane.info.kind || (other.is_worker() && lane.is_worker());
        kinds && other.info.number == lane.info.number
    };
    if let Some(other) = reference.run.flow().find(same) {
        let begins = reference.run.began().unwrap_or_default();
        let origin = run.began().unwrap_or(look.view.now);
        parts.extend(tasks(look, other, ruler, (begins, origin), from));
    }
}

/// Draws the prediction of the lane for the experiment in the form, in the last row of the lane.
/// A lane of a single row is left as it is: measured spans come first. Returns whether it drew
/// anything.
pub(super) fn under(
    look: &PaneContext<'_>,
    run: &Run,
    lane: &Lane,
    ruler: Ruler,
    strip: Rect,
    buffer: &mut Buffer,
) -> bool {
    let Some(next) = look.view.expectation.next.filter(|_| strip.height > 1) else {
        return false;
    };
    let same = |other: &&Lane| {
        other.is_worker() && lane.is_worker() && other.info.number == lane.info.number
    };
    let Some(other) = next.run().flow().find(same) else {
        return false;
    };
    let origin = run.began().unwrap_or(look.view.now);
    let begins = next.run().began().unwrap_or_default();
    let parts = tasks(look, other, ruler, (begins, origin), 0);
    let last = row(strip, strip.height - 1);
    Clear.render(last, buffer);
    Strip {
        parts: &parts,
        whole: None,
        names: &|_| Default::default(),
        blank: look.theme.look(Tone::Blank, look.glyphs),
        glyphs: look.glyphs,
    }
    .render(last, buffer);
    !parts.is_empty()
}

/// The tasks of a lane of another run, as if that had begun at another moment, from a place on.
fn tasks(
    look: &PaneContext<'_>,
    lane: &Lane,
    ruler: Ruler,
    (begins, origin): (Moment, Moment),
    from: u32,
) -> Vec<Part> {
    let ghost = look.theme.look(Tone::Ghost, look.glyphs);
    let place = |moment: Moment| ruler.place(origin + moment.since(begins));
    let mut parts: Vec<Part> = Vec::new();
    let spans = lane.spans.iter().filter(|span| span.kind == Kind::Task);
    for span in spans {
        let (start, end) = (place(span.start).max(from), place(span.end()));
        if start >= end {
            continue;
        }
        parts.push(Part::new(start, end, ghost));
    }
    parts
}

/// A run that has not been begun, with what a key will do.
pub(super) fn draw(
    look: &PaneContext<'_>,
    prediction: &Prediction,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (theme, run) = (look.theme, prediction.run());
    let begins = |line: Line<'_>, index: u16, buffer: &mut Buffer| {
        line.render(row(area, index), buffer);
    };
    begins(invitation::call(look, area.width), 0, buffer);
    begins(said(look, prediction), 1, buffer);
    let places = Places::of(below(area, 2), label::columns(run, area.width), 1);
    let columns = places.lanes.width;
    let axis = Axis::fitting(prediction.wall());
    let ruler = Ruler::new(Moment::default(), axis.length(), columns);
    let rows = LaneRows::of(run, Standing::Done, places.lanes.height);
    for (index, lane) in run.rows().take(rows.shown).enumerate() {
        let [strip, name] = [places.lanes, places.labels].map(|area| rows.place(index, area));
        label::draw(look, run, &LaneRow::flat(lane), name, buffer);
        Strip {
            parts: &tasks(look, lane, ruler, Default::default(), 0),
            whole: None,
            names: &|_| Default::default(),
            blank: theme.look(Tone::Blank, look.glyphs),
            glyphs: look.glyphs,
        }
        .render(strip, buffer);
    }
    let hidden = run.rows().count().saturating_sub(rows.shown);
    if hidden > 0 {
        let words = Line::styled(format!("+{hidden} lanes"), theme.warn);
        let width = u16::try_from(words.width()).unwrap_or(u16::MAX);
        let rest = rows.rest(places.labels);
        words.render(Rect { width, ..rest }.intersection(area), buffer);
    }
    let ticks = ruler.ticks();
    Scale {
        ticks: &ticks,
        line: theme.rule,
        text: theme.dim,
        glyphs: look.glyphs,
    }
    .render(places.axis, buffer);
}

/// The prediction in figures.
fn said(look: &PaneContext<'_>, prediction: &Prediction) -> Line<'static> {
    let theme = look.theme;
    let speedup = prediction.speedup().unwrap_or_default();
    let mut spans = vec![
        Span::styled("predicted ", theme.dim),
        Span::styled(speedup.factor(), theme.number),
        Span::styled(format!(" in {}: simulated", prediction.wall()), theme.dim),
    ];
    if prediction.is_estimate() {
        spans.push(Span::styled(", estimate", theme.dim));
    }
    if let Some(guess) = look.view.expectation.guess {
        spans.push(Span::styled(" · guess ", theme.dim));
        spans.push(Span::styled(guess.factor(), theme.text));
    }
    Line::from(spans)
}

//! The experiment: a row for each parameter of the table that has an effect in it.

mod changes;
mod entries;
mod form;

pub(in crate::ui) use form::{Form, Typing};

use super::{Component, PaneContext, below, cut, row};
use crate::{
    base::visible,
    plan::{Experiment, Parameter, TABLE, Value},
    ui::{Action, Pane},
};
use entries::{Entries, FormLine};
use ratatui::{
    buffer::Buffer,
    layout::{Margin, Rect},
    text::{Line, Span},
    widgets::{Paragraph, Widget, Wrap},
};

/// Cells of a parameter's name, with the pointer and the space after it: as many as the usual
/// names take, or where there is room, the longest. Values stand below each other.
const NAMES: [usize; 2] = [12, 17];

/// The mark of a parameter that differs from the run that is shown.
const CHANGED: &str = "*";

/// The width from which there is room for the longest.
const WIDE: u16 = 30;

/// The column where it stands what each parameter is, and the width from which there is room for
/// that: the form is alone then.
const ABOUT: u16 = 46;
const ALONE: u16 = 100;

/// Rows of the whole form with everything folded, and the same without empty ones: the panes
/// below keep their places whatever is selected.
pub(in crate::ui) fn rows(experiment: &Experiment) -> [u16; 2] {
    let entries = Entries::of(experiment, None);
    [entries.len(), entries.dense()].map(|rows| u16::try_from(rows).unwrap_or(u16::MAX))
}

/// The row of the parameter table that is drawn at `y`, in a form that has that area.
pub(in crate::ui) fn row_at(
    experiment: &Experiment,
    selected: usize,
    area: Rect,
    y: u16,
) -> Option<usize> {
    let inner = below(area, 1);
    let entries = entries(experiment, selected, inner);
    let (_, shown) = entries.window(selected, inner.height.into());
    match shown.get(usize::from(y.checked_sub(inner.y)?))? {
        FormLine::Row(row) => Some(*row),
        // A fold opens for its first row.
        FormLine::Folded(rows) => rows.first().copied(),
        FormLine::Gap => None,
    }
}

/// The lines of the form in that area: with everything unfolded where it is alone, and without
/// empty rows where all of it does not fit.
fn entries(experiment: &Experiment, selected: usize, inner: Rect) -> Entries {
    let all = Entries::unfolded(experiment, selected);
    if inner.width >= ALONE && all.len() <= usize::from(inner.height) {
        return all;
    }
    let entries = Entries::of(experiment, Some(selected));
    if rows(experiment)[0] > inner.height {
        entries.without_gaps()
    } else {
        entries
    }
}

impl Component for Form {
    const NAME: &'static str = "experiment";

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let view = look.view;
        if is_foreign(look) {
            let inner = look.heading("Experiment", "not of the trace", area, buffer);
            let key = view.keys.label(Action::Stop);
            let text = format!(
                "What another program was told to do is not in its trace, and cannot be run again. {key} \
             leaves the trace for an experiment of your own."
            );
            return look.say(&text, inner, buffer);
        }
        let inner = below(area, 1);
        let room = usize::from(inner.height);
        let entries = entries(view.experiment, view.panes.form.selected, inner);
        let (range, shown) = entries.window(view.panes.form.selected, room);
        let hidden = [(range.start, '↑'), (entries.len() - range.end, '↓')];
        let hidden = hidden.iter().filter(|(count, _)| *count > 0);
        let hints: Vec<_> = hidden.map(|(n, arrow)| format!("{arrow} {n}")).collect();
        let note = changed(look, area).unwrap_or_else(|| hints.join("  "));
        look.heading("Experiment", &note, area, buffer);
        for (line, entry) in (0..).zip(shown) {
            match entry {
                FormLine::Row(index) => draw_row(look, *index, row(inner, line), buffer),
                FormLine::Folded(folded) => draw_folded(look, folded, row(inner, line), buffer),
                FormLine::Gap => {}
            }
        }
        // The description of the selected parameter stands below the form if there is room.
        let taken = u16::try_from(shown.len()).unwrap_or(u16::MAX);
        let spare = inner.height.saturating_sub(taken);
        let spare = if inner.width >= ALONE { 0 } else { spare };
        if let Some(parameter) = TABLE.get(view.panes.form.selected).filter(|_| spare > 1) {
            let about = Paragraph::new(parameter.about).style(look.theme.dim);
            let indented = below(inner, taken + 1).inner(Margin::new(1, 0));
            about.wrap(Wrap { trim: true }).render(indented, buffer);
        }
    }
}

/// ` + preload, fault, …`
fn draw_folded(look: &PaneContext<'_>, folded: &[usize], area: Rect, buffer: &mut Buffer) {
    let names: Vec<_> = folded.iter().map(|&row| TABLE[row].name).collect();
    let text = format!(" + {}", names.join(", "));
    let text = cut(&text, area.width.into(), look.glyphs);
    Line::styled(text, look.theme.faint).render(area, buffer);
}

/// Whether the run that is shown is another program's: its experiment is not known, and the form
/// has one of our own.
fn is_foreign(look: &PaneContext<'_>) -> bool {
    look.view.run.is_some_and(|run| run.import().is_some())
}

/// The note that the form differs from the run that is shown, as far as there is room.
fn changed(look: &PaneContext<'_>, area: Rect) -> Option<String> {
    look.view.changed?;
    let long = format!("changed: {} runs it", look.view.keys.label(Action::Run));
    let room = usize::from(area.width).saturating_sub("Experiment".len() + 4);
    Some(if long.chars().count() <= room {
        long
    } else {
        "changed".into()
    })
}

fn draw_row(look: &PaneContext<'_>, index: usize, area: Rect, buffer: &mut Buffer) {
    let (theme, glyphs, view) = (look.theme, look.glyphs, look.view);
    let parameter = &TABLE[index];
    let selected = index == view.panes.form.selected;
    let applies = (parameter.applies)(view.experiment);
    // Only one thing on the screen looks as if it had the keys.
    let focused = selected && view.arrangement.focus == Pane::Experiment;
    if focused {
        buffer.set_style(area, theme.selected);
    }
    let over = |style| match (selected, focused) {
        (_, true) => theme.selected,
        (true, false) => theme.title,
        (false, _) => style,
    };
    let was = view.changed.filter(|_| applies);
    let is_changed =
        was.is_some_and(|was| (parameter.get)(was) != (parameter.get)(view.experiment));
    // Where the keys are this pane's, the selected row is seen without its pointer.
    let points = selected && !(is_changed && focused);
    let pointer = match (points, is_changed) {
        (true, _) => glyphs.pointer,
        (false, true) => CHANGED,
        (false, false) => " ",
    };
    let width = NAMES[usize::from(area.width >= WIDE)] - 1;
    let mut name = format!("{pointer}{:<width$}", parameter.name);
    if parameter.name.len() >= width {
        name.push(' ');
    }
    let room = usize::from(area.width).saturating_sub(name.chars().count());
    let mut spans = vec![Span::styled(
        name,
        over(if applies { theme.dim } else { theme.faint }),
    )];
    match view.panes.form.typed.as_deref() {
        Some(typed) if selected => {
            // The end of the typed text stays visible; the caret takes a cell of its own.
            let hidden = typed.chars().count().saturating_sub(room.saturating_sub(1));
            let shown: String = typed.chars().skip(hidden).collect();
            let caret = glyphs.hairs[0];
            spans.push(Span::styled(format!("{shown}{caret}"), theme.typed));
        }
        _ => {
            let value = cut(&value(parameter, view.experiment), room, glyphs);
            let meant = resolved(look, parameter).filter(|_| applies);
            let left = room.saturating_sub(value.chars().count());
            let style = match (parameter.get)(view.experiment) {
                _ if !applies => theme.faint,
                _ if is_changed => theme.warn,
                Value::Unset => theme.dim,
                _ => theme.text,
            };
            spans.push(Span::styled(value, over(style)));
            let meant = meant.map(|meant| format!(" {} {meant}", glyphs.arrow));
            if let Some(meant) = meant.filter(|meant| meant.chars().count() <= left) {
                spans.push(Span::styled(meant, over(theme.dim)));
            }
        }
    }
    let line = Line::from(spans);
    if area.width >= ALONE && line.width() + 2 <= usize::from(ABOUT) {
        let place = Rect {
            x: area.x + ABOUT,
            width: area.width - ABOUT,
            ..area
        };
        let about = cut(parameter.about, place.width.into(), glyphs);
        Line::styled(about, over(theme.dim)).render(place, buffer);
    }
    line.render(area, buffer);
}

fn value(parameter: &Parameter, experiment: &Experiment) -> String {
    match (parameter.get)(experiment) {
        Value::Number(number) if parameter.name != "seed" => grouped(number),
        value => visible(&value.to_string()).into_owned(),
    }
}

/// Long numbers in groups of three, so that they can be read at a glance.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// The value that a name stands for here: `default` a chunksize of 4, `cores` two workers.
fn resolved(look: &PaneContext<'_>, parameter: &Parameter) -> Option<String> {
    let experiment = look.view.experiment;
    let cores = look.view.machine.usable_cores.max(1);
    if matches!((parameter.get)(experiment), Value::Number(_)) {
        return None;
    }
    match parameter.name {
        "size" => look.view.size.map(grouped),
        "workers" => Some(experiment.worker_count(cores).to_string()),
        "chunksize" => {
            let chunks = experiment.chunks(cores);
            let sizes = |index: u32| {
                let range = chunks.get(crate::base::ChunkId::new(index));
                range.end - range.start
            };
            let last = chunks.len().checked_sub(1)?;
            Some(match (chunks.even_size(), sizes(0), sizes(last)) {
                (Some(size), ..) => size.to_string(),
                (None, first, last) if first == last => first.to_string(),
                (None, first, last) => format!("{first}…{last}"),
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_grouped_and_short_ones_are_not() {
        assert_eq!(
            [7, 5200, 12_000, 1_000_000].map(grouped),
            ["7", "5200", "12 000", "1 000 000"]
        );
    }
}

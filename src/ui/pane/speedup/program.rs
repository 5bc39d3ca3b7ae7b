//! The time of a program that is watched: how parallel it was, the floor, and what it took.

use super::{notes, why};
use crate::{
    model::Run,
    ui::{
        pane::{PaneContext, below, joined, row},
        widget::Digits,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};
use std::fmt::Display;

/// Rows from which there is room for large digits.
const TALL: u16 = 6;

/// Draws the parallelism, large where there is room, with the times that it is made of, and below
/// them what cost most.
pub(super) fn draw(look: &PaneContext<'_>, run: &Run, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let [words, short] = words(run);
    let (figures, times) = (figures(look, run), times(look, run));
    let reasons = |rest: Rect, buffer: &mut Buffer| {
        let notes = notes(look, run, rest.width);
        why::draw(look, run, notes, rest, buffer);
    };
    let Some(number) = number(look, run) else {
        let text = if run.is_over() {
            "no CPU time was seen"
        } else {
            "no task has begun"
        };
        let head = vec![Span::styled(text, theme.dim)];
        let head = std::iter::once(head).chain(times);
        joined(head, area.width).render(row(area, 0), buffer);
        return reasons(below(area, 1), buffer);
    };
    let digits = Digits {
        text: &number,
        style: theme.number,
        scale: 1,
        glyphs: look.glyphs,
    };
    let beside = digits.width() + 3;
    if area.height < TALL || !look.glyphs.is_fine() || area.width < beside + 20 {
        let line = |words: &str| {
            let head = vec![
                Span::styled(number.clone(), theme.number),
                Span::styled(format!(" {words}"), theme.dim),
            ];
            let all = std::iter::once(head).chain(figures.clone());
            all.chain(times.clone()).collect::<Vec<_>>()
        };
        let whole = joined(line(words), u16::MAX);
        if whole.width() <= usize::from(area.width) {
            whole.render(row(area, 0), buffer);
        } else {
            joined(line(short), area.width).render(row(area, 0), buffer);
        }
        return reasons(below(area, 1), buffer);
    }
    let width = digits.width();
    digits.render(Rect { width, ..area }, buffer);
    let words_at = Rect {
        x: area.x + beside,
        width: area.width - beside,
        ..area
    };
    Line::styled(words, theme.ideal).render(row(words_at, 0), buffer);
    joined(figures, words_at.width).render(row(words_at, 1), buffer);
    joined(times, words_at.width).render(row(words_at, 2), buffer);
    reasons(below(area, 4), buffer);
}

/// The parallelism of a program, or while it goes on how many tasks run at once; `None` where there is none.
pub(in crate::ui::pane) fn number(look: &PaneContext<'_>, run: &Run) -> Option<String> {
    let at_once = run.at_once(look.view.now).filter(|_| !run.is_over());
    let ratio = at_once.map(|(at_once, _)| at_once).or(run.parallelism());
    ratio.map(|ratio| format!("{:.2}", ratio.get()))
}

/// The words for that, in full and in short.
pub(in crate::ui::pane) fn words(run: &Run) -> [&'static str; 2] {
    if run.is_over() {
        ["parallelism: CPU time / wall time", "parallelism"]
    } else {
        ["tasks at once so far, on average", "tasks at once"]
    }
}

/// The floor, or while it goes on the longest task.
fn figures(look: &PaneContext<'_>, run: &Run) -> Vec<Vec<Span<'static>>> {
    let longest = run.at_once(look.view.now).filter(|_| !run.is_over());
    let longest = longest.map(|(_, longest)| pair(look, "longest task so far", longest));
    let floor = run.floor().map(|floor| pair(look, "floor", floor));
    longest.into_iter().chain(floor).collect()
}

/// Wall and CPU time, and the cores.
fn times(look: &PaneContext<'_>, run: &Run) -> Vec<Vec<Span<'static>>> {
    let wall = run.elapsed(look.view.now);
    let word = if run.is_over() { "wall" } else { "so far" };
    let cpu = run.outcome().map(|outcome| pair(look, "CPU", outcome.cpu));
    let cores = run.description.machine.usable();
    let cores = pair(look, "usable cores", cores);
    let all = std::iter::once(pair(look, word, wall)).chain(cpu);
    all.chain([cores]).collect()
}

fn pair(look: &PaneContext<'_>, name: &str, value: impl Display) -> Vec<Span<'static>> {
    vec![
        Span::styled(format!("{name} "), look.theme.dim),
        Span::styled(value.to_string(), look.theme.text),
    ]
}

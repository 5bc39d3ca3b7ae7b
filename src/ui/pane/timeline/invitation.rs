//! The timeline before a run: what a key will do, as a picture.

use super::{PaneContext, row};
use crate::{base::Ratio, model::MaxParallelism, plan::Experiment, ui::Action};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells of the bar that stands for T₁, where there is room for it.
const BAR: u16 = 48;

/// Eighths of a row that a bar is tall: bars below each other do not touch.
const BAR_HEIGHT: usize = 5;

/// Workers that are drawn; of more, these tell enough.
const DRAWN: u32 = 4;

/// The line that says what a key will do.
pub(super) fn call(look: &PaneContext<'_>, width: u16) -> Line<'static> {
    let (theme, view) = (look.theme, look.view);
    let key = view.keys.label(Action::Run);
    let says = |words: &'static str| {
        Line::from(vec![
            Span::styled(key.clone(), theme.key),
            Span::styled(words, theme.title),
            Span::styled(work(view.experiment), theme.text),
        ])
    };
    if let Some(phase) = view.phase {
        return Line::styled(phase.to_string(), theme.live);
    }
    let whole = says(" runs this experiment: ");
    if whole.width() <= usize::from(width) {
        whole
    } else {
        says(" runs ")
    }
}

pub(super) fn draw(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let (theme, view) = (look.theme, look.view);
    let (experiment, cores) = (view.experiment, view.machine.usable_cores.max(1));
    let first = call(look, area.width);
    let width = BAR.min(area.width.saturating_sub(12));
    let workers = experiment.worker_count(cores).max(1);
    let at_once = MaxParallelism::of(experiment, cores).tasks;
    let is_in = |cells: &u16| f64::from(*cells) * at_once.get() <= f64::from(width);
    let share = (1..=width).rev().find(is_in).unwrap_or(1);
    let bar = |width: u16| look.glyphs.up[BAR_HEIGHT].repeat(usize::from(width.max(1)));
    let mut lines = vec![first, Line::default()];
    // A command is run once, and a serial run is T₁ itself: nothing comes before it.
    let is_compared = experiment.has_serial_run();
    if is_compared {
        lines.extend([
            Line::styled("first serially, to measure T₁", theme.dim),
            Line::from(vec![
                Span::styled(bar(width), theme.ghost),
                Span::styled(" T₁", theme.serial),
            ]),
            Line::default(),
        ]);
    }
    let then = if is_compared { "then " } else { "" };
    let how = format!("{then}{}", experiment.how(workers));
    lines.push(Line::styled(how, theme.dim));
    for worker in 0..workers.min(DRAWN) {
        let mut spans = vec![Span::styled(bar(share), theme.ghost)];
        if is_compared {
            spans.push(Span::styled(look.glyphs.ideal, theme.ideal));
        } else if experiment.has_answers() {
            spans.push(Span::styled(" T₁", theme.serial));
        }
        if worker == 0 && at_once > Ratio::ONE && is_compared {
            let at_once = Ratio::new((at_once.get() * 100.0).round() / 100.0);
            spans.push(Span::styled(format!(" ideal: T₁ / {at_once}"), theme.ideal));
        }
        lines.push(Line::from(spans));
    }
    if workers > DRAWN {
        let more = workers - DRAWN;
        let noun = if more == 1 { "worker" } else { "workers" };
        let more = format!("and {more} {noun} more");
        lines.push(Line::styled(more, theme.dim));
    }
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    if height > area.height {
        // Where there is no room for a picture, the words come without empty rows.
        lines.retain(|line| line.width() > 0);
    }
    let widest = lines.iter().map(Line::width).max().unwrap_or(0);
    let free = area
        .width
        .saturating_sub(u16::try_from(widest).unwrap_or(u16::MAX));
    // The bars are in the middle, whatever the words: these change, and nothing is to jump.
    let left = (area.width.saturating_sub(width) / 2).min(free);
    let inner = Rect {
        x: area.x + left,
        width: area.width - left,
        ..area
    };
    let top = area.height.saturating_sub(height) / 3;
    for (index, line) in (top..).zip(lines) {
        line.render(row(inner, index), buffer);
    }
}

fn work(experiment: &Experiment) -> String {
    let tasks = experiment.task_count();
    let noun = if tasks == 1 { "task" } else { "tasks" };
    format!("{tasks} {noun} of {}", experiment.workload.name)
}

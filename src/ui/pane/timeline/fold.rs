//! The density strip: the share of all workers that are busy, in place of those without a row.

use super::{PaneContext, Ruler};
use crate::{
    base::Ratio,
    model::Run,
    theme::{Fill, Tone},
    ui::{pane::row, widget::CELL},
};
use ratatui::{buffer::Buffer, layout::Rect, text::Line, widgets::Widget};

/// Eighths of a row.
const EIGHTHS: u32 = 8;

/// Draws how many workers were busy in each column: to the top where all were.
pub(super) fn draw(
    look: &PaneContext<'_>,
    run: &Run,
    ruler: Ruler,
    [labels, strip]: [Rect; 2],
    buffer: &mut Buffer,
) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let task = theme.look(Tone::TaskA, glyphs);
    let style = Fill::style(task.fill, Fill::None).unwrap_or(task.mark);
    let workers = run.workers().count();
    let shares = shares(look, run, ruler, workers);
    let full = f64::from(u32::from(strip.height) * EIGHTHS);
    for (column, share) in (0..strip.width).zip(shares) {
        let filled = (0..=u32::from(strip.height) * EIGHTHS)
            .rfind(|&eighths| f64::from(eighths) <= share.get() * full + 0.5)
            .unwrap_or(0);
        for line in 0..strip.height {
            let below = u32::from(strip.height - 1 - line) * EIGHTHS;
            let level = filled.saturating_sub(below).min(EIGHTHS);
            if let Some(cell) = buffer.cell_mut((strip.x + column, strip.y + line))
                && level > 0
            {
                cell.set_symbol(glyphs.up[level as usize]).set_style(style);
            }
        }
    }
    let middle = labels.height.saturating_sub(1) / 2;
    Line::styled(format!("all {workers}"), theme.text).render(row(labels, middle), buffer);
    if labels.height > 1 {
        Line::styled("at a task", theme.dim).render(row(labels, middle + 1), buffer);
    }
}

/// The share of all workers that were busy, column by column.
fn shares(look: &PaneContext<'_>, run: &Run, ruler: Ruler, workers: usize) -> Vec<Ratio> {
    let columns = ruler.columns() as usize;
    // A task that goes on has no span yet. In CELLths of a column, and from which column on
    // they are whole ones.
    let mut parts = vec![0_u64; columns + 1];
    let mut whole = vec![0_i64; columns + 2];
    let present = look.view.now;
    let busy = run.workers().filter_map(|lane| lane.now);
    for now in busy.filter(|now| now.kind.is_of_task() && !run.is_over()) {
        let (start, end) = (ruler.place(now.start), ruler.place(present));
        let (first, last) = ((start / CELL) as usize, (end / CELL) as usize);
        if first == last {
            parts[first] += u64::from(end - start.min(end));
        } else if first < last {
            parts[first] += u64::from(CELL - start % CELL);
            parts[last] += u64::from(end % CELL);
            whole[first + 1] += 1;
            whole[last] -= 1;
        }
    }
    let mut going_on = 0;
    let places = (0..ruler.columns()).map(|column| column * CELL);
    let shares = places.enumerate().map(|(column, place)| {
        going_on += whole[column];
        let now = parts[column] + u64::try_from(going_on).unwrap_or(0) * u64::from(CELL);
        let stretch = ruler.moment(place)..ruler.moment(place + CELL);
        let length = stretch.end.since(stretch.start).get();
        let lanes = u64::from(CELL) * workers.max(1) as u64;
        let done = Ratio::of(
            run.crowd().busy(stretch).get(),
            length * workers.max(1) as u64,
        );
        Ratio::new(done.get() + Ratio::of(now, lanes).get())
    });
    shares.collect()
}

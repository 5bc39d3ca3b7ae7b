//! The reasons for the speedup, or for the time of a program: the leading finding in a sentence, and the law that follows from
//! runs with other numbers of workers.

use crate::{
    model::{Disturbance, Finding, Law, Run},
    ui::{
        pane::{PaneContext, below, joined, lines, row, wrapped},
        uncertain::uncertain,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Rows that a sentence may take.
const ROWS: u16 = 2;

/// Draws the sentence, and below it, if there is room, the law and `notes` on the answers.
/// Notes that say more than success come before the second row of the sentence.
pub(super) fn draw(
    look: &PaneContext<'_>,
    run: &Run,
    notes: Line<'static>,
    area: Rect,
    buffer: &mut Buffer,
) {
    // Right answers are said in the header, too. A group comes with the space before it.
    let is_news = notes.spans.len() > 2 || run.outcome().is_some_and(|end| end.failed_tasks > 0);
    let kept = u16::from(is_news);
    let room = ROWS.min(area.height.saturating_sub(kept));
    let sentence = sentence(look, run, area.width, room);
    let mut used = 0;
    for line in sentence {
        Line::styled(line, look.theme.text).render(row(area, used), buffer);
        used += 1;
    }
    let mut rest = below(area, used);
    if let Some(law) = law(look, area.width).filter(|_| rest.height > kept) {
        law.render(row(rest, 0), buffer);
        rest = below(rest, 1);
    }
    notes.render(row(rest, 0), buffer);
}

/// The leading finding in so many rows: as a whole with what to try, or as much of it as fits.
fn sentence(look: &PaneContext<'_>, run: &Run, width: u16, rows: u16) -> Vec<String> {
    let figures = look.view.conclusions.figures.filter(|_| run.is_over());
    let reason = match figures {
        Some(figures) => figures.disturbance,
        None => Disturbance::of(run),
    };
    // The findings on a program are held against no other time.
    let reason = reason.filter(|_| run.watched().is_none());
    let texts = match look.view.conclusions.findings.first() {
        _ if let Some(reason) = reason => vec![uncertain(reason, look.view.keys) + "."],
        Some(finding) => finding.sentences(),
        None if let Some(import) = run.import() => {
            let remarks = import.remarks();
            let all = remarks.join("; ");
            std::iter::once(all)
                .chain(remarks.into_iter().next_back())
                .collect()
        }
        None if run.is_over() => Vec::new(),
        None => Finding::certain(run).into_iter().collect(),
    };
    let fits = |text: &&String| lines(text, width).len() <= usize::from(rows);
    let text = texts.iter().find(fits).or(texts.last());
    text.map_or_else(Vec::new, |text| wrapped(text, width, rows, look.glyphs))
}

/// The laws that follow from runs of the same work, as many as fit whole.
fn law(look: &PaneContext<'_>, width: u16) -> Option<Line<'static>> {
    let group = |law: &Law| vec![Span::styled(law.to_string(), look.theme.dim)];
    let clear = look
        .view
        .conclusions
        .laws
        .iter()
        .filter(|law| !law.is_vague());
    let line = joined(clear.map(group), width);
    (!line.spans.is_empty()).then_some(line)
}

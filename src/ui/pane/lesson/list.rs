//! The list of lessons, and how far one has come.

use super::{
    super::{PaneContext, around, below, cut, row, wrapped},
    Lessons,
};
use crate::lesson::{LESSONS, Lesson};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Rows below the list, for the description of the selected lesson.
const ABOUT: u16 = 5;

pub(super) fn draw(look: &PaneContext<'_>, state: &Lessons, area: Rect, buffer: &mut Buffer) {
    let (lessons, progress, at) = (&LESSONS, &state.progress, state.selected);
    let theme = look.theme;
    let done = |lesson: &&Lesson| {
        progress
            .of(&lesson.name)
            .is_some_and(|reached| reached.done)
    };
    let note = format!(
        "{} of {} done",
        lessons.iter().filter(done).count(),
        lessons.len()
    );
    let inner = look.heading("Lessons", &note, area, buffer);
    let height = inner.height.saturating_sub(ABOUT);
    let shown = around(at, lessons.len(), height);
    for (line, index) in (0..).zip(shown) {
        let lesson = &lessons[index];
        let place = row(Rect { height, ..inner }, line);
        let selected = index == at;
        let over = |style| if selected { theme.selected } else { style };
        if selected {
            buffer.set_style(place, theme.selected);
        }
        let (sign, style) = match progress.of(&lesson.name) {
            Some(reached) if reached.done => (look.glyphs.good.to_owned(), theme.good),
            Some(reached) => (
                format!("{}/{}", reached.step, lesson.steps.len()),
                theme.live,
            ),
            None => (String::new(), theme.dim),
        };
        let pointer = if selected { look.glyphs.pointer } else { " " };
        let room = usize::from(place.width).saturating_sub(sign.chars().count() + 6);
        let title = cut(&lesson.title, room, look.glyphs);
        let pad = room.saturating_sub(Span::raw(&title).width());
        Line::from(vec![
            Span::styled(format!("{pointer}{:>2} ", index + 1), over(theme.dim)),
            Span::styled(title, over(theme.text)),
            Span::styled(" ".repeat(pad + 1), over(theme.text)),
            Span::styled(sign, over(style)),
        ])
        .render(place, buffer);
    }
    let Some(lesson) = lessons.get(at) else {
        return;
    };
    let about = below(inner, height + 1);
    let lines = wrapped(
        &lesson.about,
        about.width,
        about.height.saturating_sub(1),
        look.glyphs,
    );
    let mut next = 0;
    for line in lines {
        Line::styled(line, theme.text).render(row(about, next), buffer);
        next += 1;
    }
    let minutes = lesson.minutes.map(|minutes| format!(", {minutes} minutes"));
    let facts = format!(
        "{} steps{}",
        lesson.steps.len(),
        minutes.unwrap_or_default()
    );
    Line::styled(facts, theme.dim).render(row(about, next), buffer);
}

//! A step of a lesson, or the list of lessons: text that is read from the back row, the question,
//! and the result beside the guess.

mod attended;
mod keys;
mod lesson_page;
mod lessons;
mod list;
mod text;

pub(in crate::ui) use attended::Attended;
pub(in crate::ui) use lesson_page::{LessonPage, StepPhase, first, instead};
pub(in crate::ui) use lessons::Lessons;

use super::{Component, PaneContext, Rows, cut};
use crate::{
    lesson::{GuessForm, Prose, Question, Reference},
    ui::{Action, Teaching},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span, Text},
    widgets::Widget,
};
use text::Page;

/// Cells between the title and the number of the step: two spaces, and a bit of line.
const APART: usize = 6;

/// Cells of the longest line that is read with ease.
const READABLE: u16 = 72;

impl Component for Lessons {
    const NAME: &'static str = "lesson";
    const KEYS: Rows = keys::ROWS;

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        match &self.open {
            Some(open) => draw_step(look, open, area, buffer),
            None => list::draw(look, self, area, buffer),
        }
    }
}

/// How far the step is.
fn phase(look: &PaneContext<'_>, open: &Attended) -> StepPhase {
    open.phase(look.view.live.is_running)
}

fn draw_step(look: &PaneContext<'_>, open: &Attended, area: Rect, buffer: &mut Buffer) {
    let note = format!("{}/{}", open.at + 1, open.lesson.steps.len());
    let room = usize::from(area.width).saturating_sub(note.len() + APART);
    let title = cut(&open.lesson.title, room, look.glyphs);
    let inner = look.heading(&title, &note, area, buffer);
    let inner = Rect {
        width: inner.width.min(READABLE),
        ..inner
    };
    let prompt = Rect {
        y: inner.bottom().saturating_sub(1),
        height: inner.height.min(1),
        ..inner
    };
    draw_prompt(look, open, prompt, buffer);
    let body = Rect {
        height: inner.height.saturating_sub(2),
        ..inner
    };
    Text::from(lines(look, open, body)).render(body, buffer);
}

/// The text of a step, as far as it fits: the outcome matters more than the beginning.
fn lines<'a>(look: &PaneContext<'_>, open: &'a Attended, body: Rect) -> Vec<Line<'a>> {
    let all = usize::from(body.height);
    let whole = page(look, open, body.width, true, true);
    if whole.len() <= all {
        return whole;
    }
    let dense = page(look, open, body.width, true, false);
    if dense.len() <= all || phase(look, open) != StepPhase::Done {
        return dense;
    }
    let rest = page(look, open, body.width, false, true);
    if rest.len() <= all {
        return rest;
    }
    page(look, open, body.width, false, false)
}

fn page<'a>(
    look: &PaneContext<'_>,
    open: &'a Attended,
    width: u16,
    from_top: bool,
    airy: bool,
) -> Vec<Line<'a>> {
    let theme = look.theme;
    let mut page = Page::new(look, open.said(), width, airy);
    page.heading(&open.step().title, theme.title);
    if open.notes {
        page.heading("for the presenter", theme.warn);
        if open.step().notes.is_empty() {
            page.plain("nothing to be reminded of", theme.dim);
        }
        page.prose(&open.step().notes, theme.text);
        return page.lines;
    }
    if from_top {
        page.prose(&open.step().text, theme.text);
    }
    if let Some(question) = &open.step().question {
        ask(&mut page, look, open, question);
    }
    if phase(look, open) == StepPhase::Done {
        if let Some(right) = chosen_right(open) {
            page.prose(right, theme.text);
        }
        page.prose(&open.step().reveal, theme.text);
    }
    if let Some(warning) = open.warning() {
        page.plain(&format!("{} {warning}", look.glyphs.bad), theme.warn);
    }
    page.lines
}

/// The explanation of the choice that came out right.
fn chosen_right(open: &Attended) -> Option<&Prose> {
    let GuessForm::Choice(choices) = &open.step().question.as_ref()?.answer else {
        return None;
    };
    choices.get(open.right()?).map(|choice| &choice.reveal)
}

fn ask<'a>(
    page: &mut Page<'_, 'a>,
    look: &PaneContext<'_>,
    open: &'a Attended,
    question: &'a Question,
) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    page.prose(&question.text, theme.brand);
    let known = phase(look, open) == StepPhase::Done;
    match &question.answer {
        GuessForm::Choice(choices) => {
            let (chosen, right) = (open.page().chosen, open.right());
            for (index, choice) in choices.iter().enumerate() {
                let (chosen, right) = (chosen == Some(index), right == Some(index));
                let (sign, style) = match (known, chosen, right) {
                    (true, _, true) => (glyphs.good, theme.good),
                    (true, true, false) => (glyphs.bad, theme.bad),
                    (false, true, _) => (glyphs.pointer, theme.selected),
                    _ => (" ", theme.text),
                };
                page.choice(sign, index + 1, &choice.text, style);
            }
            if known && right.is_none() {
                page.plain("none of these came out here", theme.dim);
            }
        }
        GuessForm::Number(reference) => number(page, look, open, *reference, known),
    }
}

/// The guess, and the measured number beside it.
fn number(
    page: &mut Page<'_, '_>,
    look: &PaneContext<'_>,
    open: &Attended,
    reference: Reference,
    known: bool,
) {
    let theme = look.theme;
    let (typed, unit) = (&open.page().typed, open.unit());
    if !known {
        let text = format!("{typed}{}", look.glyphs.hairs[0]);
        return page.pair("your guess", &text, theme.typed, unit);
    }
    page.pair("your guess", typed, theme.dim, unit);
    let Some(claim) = open.said().get(reference) else {
        return page.plain("it could not be measured here", theme.warn);
    };
    page.pair("measured", &claim.to_string(), theme.number, "");
    let unit = reference.figure.unit().in_one();
    if let (Ok(guess), Some(measured)) = (typed.parse::<f64>(), claim.number())
        && guess > 0.0
        && measured > 0.0
    {
        let off = measured * unit / guess;
        let words = match off {
            0.9..=1.1 => "you were right".to_owned(),
            ..1.0 => format!("you said {:.1}× too much", 1.0 / off),
            _ => format!("you said {off:.1}× too little"),
        };
        page.plain(&words, theme.text);
    }
}

/// Draws the keys that do something now.
fn draw_prompt(look: &PaneContext<'_>, open: &Attended, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let key = |key| look.view.keys.label(Action::Lesson(key));
    let enter = key(Teaching::GoOn);
    let (page, phase) = (open.page(), phase(look, open));
    let (keys, words): (String, &str) = match (phase, open.asked()) {
        (StepPhase::Asking, Some(GuessForm::Number(_))) if page.typed.is_empty() => {
            ("0–9".into(), "type your guess")
        }
        (StepPhase::Asking, Some(GuessForm::Choice(choices))) if page.chosen.is_none() => {
            (format!("1–{}", choices.len()), "choose")
        }
        (StepPhase::Asking, _) if !open.step().runs() => (enter, "answer"),
        (StepPhase::Asking | StepPhase::Ready, _) => (enter, "run it"),
        (StepPhase::Running, _) => (key(Teaching::Leave), "stops it"),
        (StepPhase::Done, _) if open.is_last() => (enter, "done"),
        (StepPhase::Done, _) => (enter, "next"),
    };
    let style: Style = match phase {
        StepPhase::Running => theme.live,
        _ => theme.text,
    };
    let sign = match phase {
        StepPhase::Running => "running  ",
        _ => "",
    };
    Line::from(vec![
        Span::styled(sign, style),
        Span::styled(keys, theme.key),
        Span::styled(format!(" {words}"), style),
    ])
    .render(area, buffer);
}

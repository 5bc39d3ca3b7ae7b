//! A step of a lesson, or the list of lessons: text that is read from the back row, the question,
//! and the result beside the guess.

mod keys;
mod list;
mod text;

use super::{Component, PaneContext, Rows, cut};
use crate::{
    lesson::{GuessForm, Prose, Question, Reference},
    ui::{Action, LessonView, StepPhase, StepView, Teaching},
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

/// The lessons, or a step of one.
#[derive(Debug, Default)]
pub(in crate::ui) struct LessonPane;

impl Component for LessonPane {
    const NAME: &'static str = "lesson";
    const KEYS: Rows = keys::ROWS;

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        match &look.view.lesson {
            Some(LessonView::Step(step)) => draw_step(look, step, area, buffer),
            Some(LessonView::List {
                lessons,
                at,
                progress,
            }) => list::draw(look, lessons, *at, progress, area, buffer),
            None => {}
        }
    }
}

fn draw_step(look: &PaneContext<'_>, view: &StepView<'_>, area: Rect, buffer: &mut Buffer) {
    let note = format!("{}/{}", view.at + 1, view.lesson.steps.len());
    let room = usize::from(area.width).saturating_sub(note.len() + APART);
    let title = cut(&view.lesson.title, room, look.glyphs);
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
    draw_prompt(look, view, prompt, buffer);
    let body = Rect {
        height: inner.height.saturating_sub(2),
        ..inner
    };
    Text::from(lines(look, view, body)).render(body, buffer);
}

/// The text of a step, as far as it fits: the outcome matters more than the beginning.
fn lines<'a>(look: &PaneContext<'_>, view: &StepView<'a>, body: Rect) -> Vec<Line<'a>> {
    let all = usize::from(body.height);
    let whole = page(look, view, body.width, true, true);
    if whole.len() <= all {
        return whole;
    }
    let dense = page(look, view, body.width, true, false);
    if dense.len() <= all || view.phase != StepPhase::Done {
        return dense;
    }
    let rest = page(look, view, body.width, false, true);
    if rest.len() <= all {
        return rest;
    }
    page(look, view, body.width, false, false)
}

fn page<'a>(
    look: &PaneContext<'_>,
    view: &StepView<'a>,
    width: u16,
    from_top: bool,
    airy: bool,
) -> Vec<Line<'a>> {
    let theme = look.theme;
    let mut page = Page::new(look, view.said, width, airy);
    page.heading(&view.step.title, theme.title);
    if view.notes {
        page.heading("for the presenter", theme.warn);
        if view.step.notes.is_empty() {
            page.plain("nothing to be reminded of", theme.dim);
        }
        page.prose(&view.step.notes, theme.text);
        return page.lines;
    }
    if from_top {
        page.prose(&view.step.text, theme.text);
    }
    if let Some(question) = &view.step.question {
        ask(&mut page, look, view, question);
    }
    if view.phase == StepPhase::Done {
        if let Some(right) = chosen_right(view) {
            page.prose(right, theme.text);
        }
        page.prose(&view.step.reveal, theme.text);
    }
    if let Some(warning) = view.warning {
        page.plain(&format!("{} {warning}", look.glyphs.bad), theme.warn);
    }
    page.lines
}

/// The explanation of the choice that came out right.
fn chosen_right<'a>(view: &StepView<'a>) -> Option<&'a Prose> {
    let GuessForm::Choice(choices) = &view.step.question.as_ref()?.answer else {
        return None;
    };
    choices.get(view.right?).map(|choice| &choice.reveal)
}

fn ask<'a>(
    page: &mut Page<'_, 'a>,
    look: &PaneContext<'_>,
    view: &StepView<'a>,
    question: &'a Question,
) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    page.prose(&question.text, theme.brand);
    let known = view.phase == StepPhase::Done;
    match &question.answer {
        GuessForm::Choice(choices) => {
            for (index, choice) in choices.iter().enumerate() {
                let (chosen, right) = (view.chosen == Some(index), view.right == Some(index));
                let (sign, style) = match (known, chosen, right) {
                    (true, _, true) => (glyphs.good, theme.good),
                    (true, true, false) => (glyphs.bad, theme.bad),
                    (false, true, _) => (glyphs.pointer, theme.selected),
                    _ => (" ", theme.text),
                };
                page.choice(sign, index + 1, &choice.text, style);
            }
            if known && view.right.is_none() {
                page.plain("none of these came out here", theme.dim);
            }
        }
        GuessForm::Number(reference) => number(page, look, view, *reference, known),
    }
}

/// The guess, and the measured number beside it.
fn number(
    page: &mut Page<'_, '_>,
    look: &PaneContext<'_>,
    view: &StepView<'_>,
    reference: Reference,
    known: bool,
) {
    let theme = look.theme;
    if !known {
        let text = format!("{}{}", view.typed, look.glyphs.hairs[0]);
        return page.pair("your guess", &text, theme.typed, view.unit);
    }
    page.pair("your guess", view.typed, theme.dim, view.unit);
    let Some(claim) = view.said.get(reference) else {
        return page.plain("it could not be measured here", theme.warn);
    };
    page.pair("measured", &claim.to_string(), theme.number, "");
    let unit = reference.figure.unit().in_one();
    if let (Ok(guess), Some(measured)) = (view.typed.parse::<f64>(), claim.number())
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
fn draw_prompt(look: &PaneContext<'_>, view: &StepView<'_>, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let key = |key| look.view.keys.label(Action::Lesson(key));
    let enter = key(Teaching::GoOn);
    let last = view.at + 1 == view.lesson.steps.len();
    let asked = view.step.question.as_ref().map(|asked| &asked.answer);
    let (keys, words): (String, &str) = match (view.phase, asked) {
        (StepPhase::Asking, Some(GuessForm::Number(_))) if view.typed.is_empty() => {
            ("0–9".into(), "type your guess")
        }
        (StepPhase::Asking, Some(GuessForm::Choice(choices))) if view.chosen.is_none() => {
            (format!("1–{}", choices.len()), "choose")
        }
        (StepPhase::Asking, _) if !view.step.runs() => (enter, "answer"),
        (StepPhase::Asking | StepPhase::Ready, _) => (enter, "run it"),
        (StepPhase::Running, _) => (key(Teaching::Leave), "stops it"),
        (StepPhase::Done, _) if last => (enter, "done"),
        (StepPhase::Done, _) => (enter, "next"),
    };
    let style: Style = match view.phase {
        StepPhase::Running => theme.live,
        _ => theme.text,
    };
    let sign = match view.phase {
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

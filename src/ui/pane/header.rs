//! The first row: the run that is shown, and its standing.

use super::{PaneContext, Standing, cut, fitting};
use crate::{
    model::{Check, Finding, Noise, Run},
    session::{Member, Phase},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
    text::{Line, Span},
    widgets::Widget,
};

/// Cells that the title keeps, and the space around it.
const LEAST_TITLE: usize = 34;

pub(in crate::ui) fn draw(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let (theme, view) = (look.theme, look.view);
    let title = view.run.map_or_else(|| machine(look), Run::title);
    let (state, style) = state(look);
    let width = usize::from(area.width);
    let brand = "parscope";
    let state = cut(&state, width.saturating_sub(brand.len() + 2), look.glyphs);
    let mut state = Line::from(Span::styled(state, style)).right_aligned();
    let room = width.saturating_sub(brand.len() + LEAST_TITLE + state.width());
    if let Some(badge) = badge(look, room) {
        state.spans.insert(0, Span::styled(badge, theme.warn));
    }
    let room = width.saturating_sub(brand.len() + 4 + state.width());
    Line::from(vec![
        Span::styled(brand, theme.brand),
        Span::raw("  "),
        Span::styled(
            cut(&shortened(look, title, room), room, look.glyphs),
            theme.text,
        ),
    ])
    .render(area, buffer);
    state.render(area, buffer);
}

/// The title in so many cells, if there is room for a part of it as a whole.
fn shortened(look: &PaneContext<'_>, title: String, room: usize) -> String {
    let command = look.view.run.and_then(Run::short_command);
    let parts = title.rmatch_indices(" · ");
    let parts = parts.map(|(end, _)| title[..end].to_owned());
    let fits = |text: &String| text.chars().count() <= room;
    let mut texts = std::iter::once(title.clone()).chain(parts);
    let found = texts.find(fits).or(command);
    found.unwrap_or(title)
}

/// The note that the machine was noisy, and why, as far as there is room for it.
fn badge(look: &PaneContext<'_>, room: usize) -> Option<String> {
    let run = look.view.run.filter(|_| look.view.phase.is_none())?;
    let noise = Noise::all(run);
    let badges: Vec<_> = noise.iter().map(|one| one.badge()).collect();
    let worst = badges.first()?;
    let texts = [
        format!("noisy machine: {}   ", badges.join(", ")),
        format!("noisy machine: {worst}   "),
        format!("noisy: {worst}   "),
        "noisy   ".to_owned(),
    ];
    Some(fitting(texts, room))
}

fn machine(look: &PaneContext<'_>) -> String {
    let machine = look.view.machine;
    let cores = machine.usable();
    let noun = if cores == "1" { "core" } else { "cores" };
    let quota = if machine.quota.is_some() {
        " by quota"
    } else {
        ""
    };
    format!("{} · {cores} {noun}{quota}", machine.model)
}

/// The standing of the run, in a sign and words.
fn state(look: &PaneContext<'_>) -> (String, Style) {
    let (theme, glyphs, view) = (look.theme, look.glyphs, look.view);
    if let Some(paused) = view.scope.paused {
        let text = match paused.speed {
            Some(speed) => format!("{} replay {speed}x", glyphs.play),
            None => format!("{} paused", glyphs.pause),
        };
        return (text, theme.warn);
    }
    if let (Some(phase), Some(Member::Turn(_)), Some(sweep)) =
        (view.phase, view.live.member, view.sweep)
    {
        let (done, all) = (sweep.curve.done, sweep.curve.all);
        let what = match phase {
            Phase::Run { .. } => String::new(),
            phase => format!(" · {phase}"),
        };
        return (
            format!("{} sweep {done}/{all}{what}", glyphs.live),
            theme.live,
        );
    }
    // A run that went wrong is shown in reverse, to stand out.
    let plain = |style: Style| style.add_modifier(Modifier::REVERSED);
    if view.run.is_some_and(|run| Finding::of_hang(run).is_some()) {
        return (format!(" {} hangs ", glyphs.bad), plain(theme.bad));
    }
    if let Some(phase) = view.phase {
        return (format!("{} {phase}", glyphs.live), theme.live);
    }
    let Some(run) = view.run else {
        return (String::new(), theme.dim);
    };
    let wrong = run.outcome().is_some_and(|o| o.failure.is_none());
    match Standing::of(look, run) {
        Standing::Live => (String::new(), theme.dim),
        Standing::Stopped => (format!(" {} stopped ", glyphs.stop), plain(theme.warn)),
        Standing::Failed if wrong => (format!(" {} wrong answers ", glyphs.bad), plain(theme.bad)),
        Standing::Failed => (format!(" {} failed ", glyphs.bad), plain(theme.bad)),
        Standing::Done if let Some(import) = run.import() => match import.left_out {
            0 => ("imported".into(), theme.dim),
            1 => ("imported, 1 event left out".into(), theme.warn),
            left_out => (format!("imported, {left_out} events left out"), theme.warn),
        },
        Standing::Done => match Check::of(run) {
            Some(check) if check.is_bad() => {
                let text = format!(" {} {} ", glyphs.bad, check.short());
                (text, plain(theme.bad))
            }
            Some(check) if check.is_verified() => {
                (format!("{} {}", glyphs.good, check.short()), theme.good)
            }
            Some(check @ Check::Exited(_)) => (check.short(), theme.good),
            check => (
                check.map_or_else(String::new, |check| check.short()),
                theme.dim,
            ),
        },
    }
}

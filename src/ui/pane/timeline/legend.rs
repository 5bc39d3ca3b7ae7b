//! The legend of the colours that are visible.

use super::PaneContext;
use crate::{
    log::Flags,
    model::Run,
    plan::Resolved,
    theme::{Tone, legend},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};
use strum::VariantArray;

/// Cells from which what is simulated is said in full.
const ROOMY: u16 = 60;

/// Draws the legend: blue, which is work, always, other colours where they are visible.
pub(super) fn draw(
    look: &PaneContext<'_>,
    run: &Run,
    seen: &[Tone],
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = look.theme;
    let mut spans = Vec::new();
    let mut room = usize::from(area.width);
    let mut add = |signs: Vec<Span<'static>>, word: &str| {
        let taken = signs.len() + 1 + Span::raw(word).width();
        let fits = taken <= room;
        if fits {
            room = room.saturating_sub(taken + 2);
            spans.extend(signs);
            spans.push(Span::styled(format!(" {word}  "), theme.dim));
        }
        fits
    };
    let needed = |tones: &[Tone]| {
        tones.contains(&Tone::TaskA) || tones.iter().any(|tone| seen.contains(tone))
    };
    let unit = run.unit().one;
    for tones in Tone::VARIANTS.chunk_by(|one, next| one.word(unit) == next.word(unit)) {
        let Some(word) = tones[0].word(unit).filter(|_| needed(tones)) else {
            continue;
        };
        let signs = tones.iter().map(|&tone| {
            let tone = theme.look(tone, look.glyphs);
            Span::styled(tone.glyph, tone.mark)
        });
        let word = said(look, run, tones[0], area.width).unwrap_or(word);
        let signs: Vec<_> = signs.collect();
        // Bars of a watched program have the names of their kinds on them.
        let named = match run.watched() {
            Some(_) => word.into(),
            None => legend(tones, word, &run.description.kinds),
        };
        if !add(signs.clone(), &named) && !add(signs, word) {
            break;
        }
        if tones.contains(&Tone::TaskA) && has_restarts(run) {
            let sign = Span::styled(look.glyphs.restart, theme.restart);
            add(vec![sign], "restarted");
        }
    }
    for (tone, words) in [
        (
            Tone::NotSeen,
            ["process not looked into", "not looked into"],
        ),
        (Tone::OwnCode, ["own code, not looked into", "own code"]),
    ] {
        if seen.contains(&tone) {
            let look = theme.look(tone, look.glyphs);
            let sign = || vec![Span::styled(look.glyph, look.mark)];
            let [long, short] = words;
            if !add(sign(), long) {
                add(sign(), short);
            }
        }
    }
    Line::from(spans).render(area, buffer);
}

/// The word for tasks that sleep: it may be for the GIL, where that could not be told of some thread.
fn asleep(run: &Run) -> &'static str {
    let mut times = run.flow().filter_map(|lane| run.times(lane)?.all().last());
    if times.any(|(_, times)| times.gil.is_none()) {
        "asleep (GIL or other)"
    } else {
        "asleep"
    }
}

/// Whether it has threads that share an interpreter.
fn is_interpreted(run: &Run) -> bool {
    // Those of a pool of processes wait for the pool's own lock.
    let of_python = |planned: &Resolved| planned.is_python() && !planned.has_worker_processes();
    run.watched().is_some() || run.planned().is_some_and(of_python)
}

fn has_restarts(run: &Run) -> bool {
    let mut incidents = run.incidents().iter();
    incidents.any(|incident| incident.what == Flags::RESTARTED)
}

/// The words for a tone that shows something simulated.
fn said(look: &PaneContext<'_>, run: &Run, tone: Tone, width: u16) -> Option<&'static str> {
    match tone {
        Tone::Ghost if look.view.expectation.next.is_some() => Some("as changed, simulated"),
        Tone::Lock if run.simulates_lock() && width < ROOMY => Some("waits for simulated GIL"),
        Tone::Io if is_interpreted(run) => Some(asleep(run)),
        Tone::Lock if is_interpreted(run) && width < ROOMY => Some("lock (GIL)"),
        Tone::Lock if is_interpreted(run) => Some("waits for a lock, such as the GIL"),
        Tone::Lock if run.simulates_lock() => tone.simulated_word(),
        Tone::Io if run.simulates_io() => tone.simulated_word(),
        _ => None,
    }
}

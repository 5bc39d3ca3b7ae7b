//! What the colours mean that are to be seen.

use super::PaneContext;
use crate::{log::Flags, model::Run, ui::tone::Tone};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// What the colours mean, the most needed first.
const LEGEND: &[(&[Tone], &str)] = &[
    (&[Tone::TaskA, Tone::TaskB], "task"),
    (&[Tone::Running], "running"),
    (&[Tone::Ghost], "expected, simulated"),
    (&[Tone::Failed], "failed"),
    (&[Tone::Killed], "killed"),
    (&[Tone::Preempted], "preempted"),
    (&[Tone::Lock], "waits for the lock"),
    (&[Tone::Io], "io"),
    (&[Tone::Added], "added delay"),
    (&[Tone::Wait], "wait"),
    (&[Tone::Tail], "tail"),
    (&[Tone::StartUp], "start-up"),
    (&[Tone::Own], "own work"),
    (&[Tone::Ready], "ready?"),
    (&[Tone::Deliver], "deliver"),
    (&[Tone::Receive, Tone::Send], "transfer"),
    (&[Tone::Serve], "serve"),
    (&[Tone::Blocked], "blocked"),
    (&[Tone::Exit], "exit"),
];

/// Cells from which what is simulated is said in full.
const ROOMY: u16 = 60;

/// That blue is work is said always, the rest where it is seen.
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
        let taken = signs.len() + 1 + word.len();
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
    for &(tones, word) in LEGEND.iter().filter(|(tones, _)| needed(tones)) {
        let signs = tones.iter().map(|&tone| {
            let tone = theme.look(tone, look.glyphs);
            Span::styled(tone.glyph, tone.mark)
        });
        let word = said(look, run, tones[0], area.width).unwrap_or(word);
        if !add(signs.collect(), word) {
            break;
        }
        if tones.contains(&Tone::TaskA) && has_restarts(run) {
            let sign = Span::styled(look.glyphs.restart, theme.restart);
            add(vec![sign], "restarted");
        }
    }
    Line::from(spans).render(area, buffer);
}

fn has_restarts(run: &Run) -> bool {
    let mut incidents = run.incidents().iter();
    incidents.any(|incident| incident.what == Flags::RESTARTED)
}

/// What is simulated says so.
fn said(look: &PaneContext<'_>, run: &Run, tone: Tone, width: u16) -> Option<&'static str> {
    match tone {
        Tone::TaskA => Some(run.unit().one),
        Tone::Ghost if look.view.expectation.next.is_some() => Some("as changed, simulated"),
        Tone::Lock if run.simulates_lock() => Some(match width {
            ROOMY.. => "waits for the lock (simulated GIL)",
            _ => "waits for simulated GIL",
        }),
        Tone::Io if run.simulates_io() => Some("simulated io"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::pane::timeline::cores::WORKERS;
    use strum::VariantArray;

    #[test]
    fn the_legend_names_every_kind() {
        let named: Vec<_> = LEGEND.iter().flat_map(|(tones, _)| *tones).collect();
        // The rows of the ledger have their names beside them.
        let of_ledger = [Tone::Inflation, Tone::Starved];
        let elsewhere = |tone: &Tone| of_ledger.contains(tone) || WORKERS.contains(tone);
        let drawn = |tone: &&Tone| **tone != Tone::Blank && !elsewhere(tone);
        let mut tones = Tone::VARIANTS.iter().filter(drawn);
        assert!(tones.all(|tone| named.contains(&tone)));
    }
}

//! Below the calls: the selected one in figures, its lines of source, and its simulation.

use super::{CallsPane, DrawnCalls, LEAST_BELOW, WIDE, below, row, simulation};
use crate::ui::{
    Action, CallCommand,
    pane::{PaneContext, rows},
    widget::Heading,
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells of the names of figures.
const NAMES: usize = 12;

/// Cells from which a curve can be read.
const CURVE: u16 = 40;

/// Draws what there is room for.
pub(super) fn draw(pane: &CallsPane, drawn: &DrawnCalls<'_>, area: Rect, buffer: &mut Buffer) {
    if area.width < WIDE {
        return narrow(pane, drawn, below(area, 1), buffer);
    }
    let area = below(area, 1);
    let gap = 4;
    // A simulation stands beside the source; without one the figures do.
    let simulated = pane.simulation(drawn.run);
    let right = match simulated {
        Some(_) if area.width >= 110 => area.width * 3 / 5,
        Some(_) => area.width,
        None => 34,
    };
    let source = Rect {
        width: area.width.saturating_sub(right + gap),
        ..area
    };
    let right = Rect {
        x: area.right().saturating_sub(right),
        width: right,
        ..area
    };
    if source.width > 20 {
        let title = drawn.current().map(|(call, _)| call.place().to_string());
        let inner = title_row(drawn.look, &title.unwrap_or_default(), "", source, buffer);
        if let Some(excerpt) = pane.source() {
            excerpt.draw(drawn.look, inner, buffer);
        }
    }
    if let Some(simulation) = simulated {
        let inner = title_row(drawn.look, "What if", "simulated", right, buffer);
        simulation::draw(drawn.look, simulation, inner, buffer);
    } else {
        let inner = title_row(drawn.look, "This call", "", right, buffer);
        let taken = figures(drawn, inner, buffer);
        invite(pane, drawn, below(inner, taken + 1), buffer);
    }
}

/// Draws figures, or what the simulation came to, and below them source as far as there is room.
fn narrow(pane: &CallsPane, drawn: &DrawnCalls<'_>, area: Rect, buffer: &mut Buffer) {
    let look = drawn.look;
    if area.height < LEAST_BELOW {
        return;
    }
    if let Some(simulation) = pane.simulation(drawn.run).filter(|_| area.width >= CURVE) {
        let inner = title_row(look, "What if", "simulated", area, buffer);
        return simulation::draw(look, simulation, inner, buffer);
    }
    let name = drawn.current().map(|(call, _)| call.short_name());
    let inner = title_row(look, &name.unwrap_or_default(), "", area, buffer);
    let mut rest = below(inner, figures(drawn, inner, buffer) + 1);
    if let Some(simulation) = pane.simulation(drawn.run) {
        let rows = simulation::words(look, simulation, rest, buffer);
        rest = below(rest, rows + 1);
    } else if rest.height >= 3 {
        let rows = invite(pane, drawn, Rect { height: 3, ..rest }, buffer);
        rest = below(rest, rows + 1);
    }
    if let Some(excerpt) = pane.source().filter(|_| rest.height >= LEAST_BELOW) {
        excerpt.draw(look, rest, buffer);
    }
}

/// Draws the title of a part; returns the area below it.
fn title_row(
    look: &PaneContext<'_>,
    title: &str,
    note: &str,
    area: Rect,
    buffer: &mut Buffer,
) -> Rect {
    let theme = look.theme;
    Heading {
        title,
        note,
        styles: [theme.title, theme.rule, theme.dim],
        rule: look.glyphs.rule,
    }
    .render(row(area, 0), buffer);
    below(area, 1)
}

/// Draws the figures of the selected call that are known; returns how many rows they take.
fn figures(drawn: &DrawnCalls<'_>, area: Rect, buffer: &mut Buffer) -> u16 {
    let Some((call, figures)) = drawn.current() else {
        return 0;
    };
    let theme = drawn.look.theme;
    let workers = call.workers.filter(|&workers| workers > 0).map(|workers| {
        let start = call
            .start
            .as_ref()
            .map_or_else(String::new, |start| format!(", {start}"));
        format!("{workers}{start}")
    });
    // Without a chunksize, each task is one.
    let chunks = call.chunksize.map(|_| call.chunks.to_string());
    let chunksize = call.chunksize.map(|size| match call.asked {
        None => format!("{size}, default"),
        Some(asked) if asked != size => format!("{size}, not {asked}"),
        Some(_) => size.to_string(),
    });
    let rows = [
        ("chunks", chunks),
        ("chunksize", chunksize),
        ("workers", workers),
        ("CPU", figures.cpu.map(|cpu| cpu.to_string())),
        ("floor", figures.floor.map(|floor| floor.to_string())),
        (
            "parallel",
            figures
                .parallelism
                .map(|ratio| format!("{:.2} cores", ratio.get())),
        ),
        ("error", call.error.as_ref().map(ToString::to_string)),
    ];
    let known = rows
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    let mut taken = 0;
    for (name, value) in known {
        let style = if name == "error" {
            theme.bad
        } else {
            theme.number
        };
        let name = if usize::from(area.width) < 2 * NAMES + 8 {
            format!(" {name:<10}")
        } else {
            format!(" {name:<NAMES$}")
        };
        let line = vec![Span::styled(name, theme.dim), Span::styled(value, style)];
        Line::from(line).render(row(area, taken), buffer);
        taken += 1;
    }
    taken
}

/// Says which keys zoom to the call, and simulate it if it can be; returns how many rows that takes.
fn invite(pane: &CallsPane, drawn: &DrawnCalls<'_>, area: Rect, buffer: &mut Buffer) -> u16 {
    let look = drawn.look;
    let key = |command| look.view.keys.label(Action::Call(command));
    let zoom = format!("{}: its time in the timeline", key(CallCommand::Open));
    let text = if pane.can_be_simulated(drawn.run) {
        let simulate = key(CallCommand::Simulate);
        format!("{simulate}: what if it had other chunks or workers; {zoom}")
    } else {
        zoom
    };
    look.say(&text, area, buffer);
    rows(&text, area.width).min(area.height)
}

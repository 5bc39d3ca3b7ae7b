//! The laws: a forecast for more workers, from runs with other numbers of them.

use super::{Component, Pane, PaneContext, Rows, below, row, wrapped};
use crate::{
    base::Ratio,
    model::Law,
    ui::widget::{Plot, Trace, plot_place},
    ui::{Action, keymap::binding},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};

/// Rows from which the laws are drawn as curves, too.
const TALL: u16 = 12;

/// Cells for the figures at the heights of curves.
const GUTTER: u16 = 6;

/// Cells for the names of the curves.
const NAMES: u16 = 11;

/// The text while there is no law to show.
const NOTHING: &str = "Amdahl, Gustafson and the USL are fitted to runs of the same work with two \
                       or more numbers of workers: run it with another number.";

/// The laws that follow from runs with other numbers of workers.
#[derive(Debug, Default)]
pub(in crate::ui) struct LawsPane;

impl Component for LawsPane {
    const NAME: &'static str = "laws";
    const SHOW: Rows = &[binding::row(
        &[binding::char('A')],
        Action::Show(Pane::Laws),
        "show or hide the laws",
        None,
    )
    .also("amdahl gustafson scaling")];

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let (theme, glyphs, laws) = (look.theme, look.glyphs, look.view.conclusions.laws);
        let note = if laws.is_empty() { "" } else { "fitted" };
        let inner = look.heading("Laws", note, area, buffer);
        if laws.is_empty() {
            let text =
                left_out(look).map_or_else(|| NOTHING.into(), |out| format!("{NOTHING} {out}"));
            return look.say(&text, inner, buffer);
        }
        let mut next = 0;
        for law in laws {
            if next >= inner.height {
                break;
            }
            let style = if law.is_vague() {
                theme.dim
            } else {
                theme.text
            };
            for text in wrapped(&words(law), inner.width, inner.height - next, glyphs) {
                Line::styled(text, style).render(row(inner, next), buffer);
                next += 1;
            }
        }
        if let Some(text) = left_out(look) {
            for text in wrapped(
                &text,
                inner.width,
                inner.height.saturating_sub(next),
                glyphs,
            ) {
                Line::styled(text, theme.dim).render(row(inner, next), buffer);
                next += 1;
            }
        }
        let rest = below(inner, next + 1);
        if rest.height >= TALL.saturating_sub(4) && rest.width > GUTTER + NAMES + 10 {
            draw_curves(look, rest, buffer);
        }
    }
}

/// A law with its parameters and its forecast, and whether that can be relied on.
fn words(law: &Law) -> String {
    let doubt = if law.is_vague() {
        " (too uncertain to be used)"
    } else {
        ""
    };
    format!("{law}{doubt}")
}

/// The note on runs that say nothing about the workers, because their chunks differ, too.
fn left_out(look: &PaneContext<'_>) -> Option<String> {
    let (last, before) = look.view.conclusions.left_out.split_last()?;
    let workers = match before {
        [] if *last == 1 => "1 worker".into(),
        [] => format!("{last} workers"),
        _ => {
            let before: Vec<_> = before.iter().map(ToString::to_string).collect();
            format!("{} and {last} workers", before.join(", "))
        }
    };
    Some(format!(
        "Left out: {workers}, measured with chunks of another size. Set chunksize to a number to \
         compare them."
    ))
}

/// Speedup over workers, to four times those of the run.
fn draw_curves(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let (theme, laws) = (look.theme, look.view.conclusions.laws);
    let cores = look.view.machine.usable_cores.max(1);
    let here = look.view.experiment.worker_count(cores);
    let most = f64::from(here.max(cores).max(2) * 4);
    let plot = Rect {
        x: area.x + GUTTER,
        width: area.width - GUTTER - NAMES,
        height: area.height.saturating_sub(1),
        ..area
    };
    let columns = plot.width.max(2);
    let places = (0..columns).map(|column| f64::from(column) / f64::from(columns - 1));
    let workers = |share: f64| 1.0 + share * (most - 1.0);
    let ends = laws.iter().map(|law| law.speedup(most).get());
    let peaks = laws
        .iter()
        .filter_map(|law| Some(law.speedup(law.peak()?.get()).get()));
    let top = ends.chain(peaks).fold(1.0, f64::max).min(most);
    let trace = |speedup: &dyn Fn(f64) -> f64, style, every, thick| Trace {
        places: places
            .clone()
            .map(|x| (x, speedup(workers(x)) / top))
            .filter(|(_, y)| *y <= 1.0)
            .collect(),
        style,
        every,
        thick,
    };
    let mut traces = vec![trace(&|workers| workers, theme.ideal, 2, false)];
    traces.extend(
        laws.iter()
            .zip(styles(look))
            .map(|(law, style)| trace(&|workers| law.speedup(workers).get(), style, 1, true)),
    );
    Plot {
        traces: &traces,
        dots: &[],
        glyphs: look.glyphs,
    }
    .render(plot, buffer);
    let gutter = usize::from(GUTTER) - 1;
    let high = format!("{:>gutter$}", Ratio::new(top).factor());
    buffer.set_stringn(area.x, plot.y, high, gutter, theme.dim);
    let mut taken = Vec::new();
    for (law, style) in laws.iter().zip(styles(look)) {
        let end = (law.speedup(most).get() / top).min(1.0);
        let y = plot_place(plot, 1.0, end).y;
        // Names that would lie on each other stand below each other.
        let y = (y..plot.bottom()).find(|y| !taken.contains(y));
        if let Some(y) = y {
            taken.push(y);
            let name = format!(" {}", law.name());
            buffer.set_stringn(plot.right(), y, name, NAMES.into(), style);
        }
    }
    let ends = Line::from(vec![
        Span::raw(" ".repeat(GUTTER.into())),
        Span::styled("1 worker", theme.dim),
    ]);
    ends.render(row(area, plot.height), buffer);
    let right = format!("{most:.0}");
    let x = plot
        .right()
        .saturating_sub(u16::try_from(right.len()).unwrap_or(0));
    buffer.set_stringn(x, plot.bottom(), right, 8, theme.dim);
}

/// A style for each law.
fn styles(look: &PaneContext<'_>) -> [Style; 3] {
    let theme = look.theme;
    [theme.live, theme.warn, theme.key]
}

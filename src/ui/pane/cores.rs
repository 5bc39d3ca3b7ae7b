//! The cores: how busy each is, and was.
//!
//! A bar with its past below as long as there is room, then a row a core; beyond that a cell a core, or a cell for several.

use super::{Component, PaneContext, below, row};
use crate::{
    base::Ratio,
    ui::widget::{Meter, Spark, UsageTrace, level},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};
use std::collections::VecDeque;

/// The tallest block of a core: its bar, and its past below.
const TALLEST: u16 = 7;

/// Cells of a core's number.
const NUMBER: u16 = 3;

/// Cells of a percentage.
const PERCENTAGE: u16 = 6;

type Samples = VecDeque<Option<Ratio>>;

/// How busy every core is.
#[derive(Debug, Default)]
pub(in crate::ui) struct CoresPane;

impl Component for CoresPane {
    const NAME: &'static str = "cores";
    const IS_VISITED_LAST: bool = true;

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let cores: Vec<&Samples> = look.view.cores.cores().collect();
        let latest: Vec<_> = cores
            .iter()
            .map(|core| core.back().copied().flatten())
            .collect();
        let known: Vec<_> = latest.iter().flatten().map(|share| share.get()).collect();
        let note = if known.is_empty() {
            String::new()
        } else {
            // Busy cores out of all of them: a sum that means something at any number of cores.
            format!("{:.1} of {} busy", known.iter().sum::<f64>(), cores.len())
        };
        let inner = look.heading("Cores", &note, area, buffer);
        if cores.is_empty() {
            let text = Line::styled("not in the trace", look.theme.dim);
            return text.render(row(inner, 0), buffer);
        }
        let rows = usize::from(inner.height);
        let each = (rows + 1) / cores.len().max(1);
        if each >= 3 {
            let height = u16::try_from(each - 1).unwrap_or(TALLEST).min(TALLEST);
            for (index, samples) in (0..).zip(&cores) {
                let rest = below(inner, index * (height + 1));
                let block = Rect {
                    height: height.min(rest.height),
                    ..rest
                };
                draw_block(look, index, samples, block, buffer);
            }
        } else if cores.len() <= rows {
            // Bars that touch are hard to tell apart: a row between them where there is one.
            let step = if cores.len() * 2 <= rows + 1 { 2 } else { 1 };
            for (index, samples) in cores.iter().enumerate() {
                let line = row(inner, u16::try_from(index * step).unwrap_or(u16::MAX));
                let shade = if step == 1 && index % 2 == 1 {
                    look.theme.past
                } else {
                    look.theme.usage
                };
                draw_core(look, index, samples, shade, line, buffer);
            }
        } else if cores.len() <= 2 * rows && inner.width >= 22 {
            draw_pairs(look, &latest, inner, buffer);
        } else {
            draw_strip(look, &latest, inner, buffer);
        }
    }
}

/// `0 ████████▍───  72 %`, and below it what was.
fn draw_block(
    look: &PaneContext<'_>,
    index: u16,
    samples: &Samples,
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = look.theme;
    let line = row(area, 0);
    let usage = samples.back().copied().flatten();
    Span::styled(format!("{index:>2}"), theme.dim).render(line, buffer);
    let bar = Rect {
        x: line.x + NUMBER,
        width: line.width.saturating_sub(NUMBER + PERCENTAGE),
        ..line
    };
    meter(look, usage, theme.usage, bar, buffer);
    percentage(look, usage).right_aligned().render(line, buffer);
    let past = below(area, if area.height > 3 { 2 } else { 1 });
    UsageTrace {
        latest_first: samples.iter().rev().copied(),
        count: look.view.cores.rounds(),
        style: theme.area,
        head: theme.usage,
        gap: theme.rule,
        glyphs: look.glyphs,
    }
    .render(
        Rect {
            x: bar.x,
            width: bar.width,
            ..past
        },
        buffer,
    );
}

/// `0 ████████▍───  72 % ▂▄▆█`
fn draw_core(
    look: &PaneContext<'_>,
    index: usize,
    samples: &Samples,
    shade: Style,
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = look.theme;
    let usage = samples.back().copied().flatten();
    Span::styled(format!("{index:>2}"), theme.dim).render(area, buffer);
    let past = (area.width / 4).clamp(4, 24);
    let bar = Rect {
        x: area.x + 3,
        width: area.width.saturating_sub(3 + 7 + past),
        ..area
    };
    meter(look, usage, shade, bar, buffer);
    let number = Rect {
        x: bar.right(),
        width: 6,
        ..area
    }
    .intersection(area);
    percentage(look, usage)
        .right_aligned()
        .render(number, buffer);
    let past = Rect {
        x: area.right().saturating_sub(past),
        width: past,
        ..area
    };
    Spark {
        latest_first: samples.iter().rev().copied(),
        style: theme.area,
        gap: theme.rule,
        glyphs: look.glyphs,
    }
    .render(past.intersection(area), buffer);
}

fn meter(
    look: &PaneContext<'_>,
    usage: Option<Ratio>,
    bar: Style,
    area: Rect,
    buffer: &mut Buffer,
) {
    Meter {
        share: usage.unwrap_or_default(),
        mark: None,
        note: "",
        written: look.theme.dim,
        bar,
        track: look.theme.rule,
        glyphs: look.glyphs,
    }
    .render(area, buffer);
}

fn percentage(look: &PaneContext<'_>, usage: Option<Ratio>) -> Line<'static> {
    let text = usage.map_or_else(|| "–".into(), |share| share.clamped().percent());
    Line::from(Span::styled(text, look.theme.text))
}

/// Two columns: number, bar, percentage.
fn draw_pairs(look: &PaneContext<'_>, latest: &[Option<Ratio>], area: Rect, buffer: &mut Buffer) {
    let width = (area.width - 2) / 2;
    let rows = latest.len().div_ceil(2);
    for (index, usage) in latest.iter().enumerate() {
        let (right, line_index) = (index >= rows, index % rows);
        let line = row(area, u16::try_from(line_index).unwrap_or(u16::MAX));
        let x = if right { area.x + width + 2 } else { area.x };
        let half = Rect { x, width, ..line };
        Span::styled(format!("{index:>2}"), look.theme.dim).render(half, buffer);
        let bar = Rect {
            x: half.x + 3,
            width: width.saturating_sub(3 + 4),
            ..half
        };
        let shade = if line_index % 2 == 1 {
            look.theme.past
        } else {
            look.theme.usage
        };
        meter(look, *usage, shade, bar, buffer);
        let text = usage.map_or_else(
            || "–".into(),
            |share| format!("{:.0}", share.clamped().get() * 100.0),
        );
        Line::from(Span::styled(text, look.theme.text))
            .right_aligned()
            .render(half, buffer);
    }
}

/// A cell a core, or where they do not fit, a cell for as many as it takes: their mean.
fn draw_strip(look: &PaneContext<'_>, latest: &[Option<Ratio>], area: Rect, buffer: &mut Buffer) {
    let wraps = latest.len() > usize::from(area.width);
    let cells = (usize::from(area.width) * usize::from(area.height.saturating_sub(1))).max(1);
    let each = latest.len().div_ceil(cells).max(1);
    let groups: Vec<_> = latest.chunks(each).map(mean).collect();
    // Whole eights in a row: then a core is found by counting.
    let width = match usize::from(area.width) {
        width if wraps && width >= 16 => width / 8 * 8,
        width => width.max(1),
    };
    let width = if groups.len().div_ceil(width) < usize::from(area.height) {
        width
    } else {
        usize::from(area.width).max(1)
    };
    for (line, groups) in (0..).zip(groups.chunks(width)) {
        let glyphs: String = groups
            .iter()
            .map(|group| group.map_or(look.glyphs.gap, |share| level(share, look.glyphs)))
            .collect();
        let shade = if line % 2 == 1 {
            look.theme.past
        } else {
            look.theme.usage
        };
        Line::styled(glyphs, shade).render(row(area, line), buffer);
    }
    let lines = u16::try_from(groups.len().div_ceil(width)).unwrap_or(u16::MAX);
    let caption = match each {
        1 => "each cell is a core".to_owned(),
        each => format!("each cell is {each} cores"),
    };
    Line::styled(caption, look.theme.dim).render(row(below(area, lines), 0), buffer);
}

fn mean(group: &[Option<Ratio>]) -> Option<Ratio> {
    let known: Vec<_> = group.iter().flatten().map(|share| share.get()).collect();
    let count = u32::try_from(known.len()).ok().filter(|&count| count > 0)?;
    Some(Ratio::new(known.iter().sum::<f64>() / f64::from(count)))
}

//! [`PresetOutline`]: the settings of a preset, as they are written, and those of each trial.

use super::{PaneContext, below, row, wrapped};
use crate::{
    lesson::{Lesson, Trial},
    plan::{Experiment, Parameter, TABLE},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells of a value that tells enough; the rest of a long list does not.
const VALUE: usize = 28;

/// Between a name and its value, which stay together in a line.
const BOUND: &str = "\u{a0}";

/// Between two settings.
const APART: &str = " · ";

/// The settings that all trials share, and those that each has for itself.
pub(super) struct PresetOutline<'a> {
    common: String,
    trials: Vec<(&'a str, String)>,
}

impl<'a> PresetOutline<'a> {
    pub(super) fn of(preset: &'a Lesson) -> Self {
        let trials = &preset.first_step().trials;
        let shared = |row: &&Parameter| {
            let mut values = trials.iter().map(|trial| (row.get)(&trial.experiment));
            let first = values.next();
            values.all(|value| Some(value) == first)
        };
        let (common, own): (Vec<&Parameter>, Vec<_>) = TABLE.iter().partition(shared);
        let named = |trial: &Trial| {
            let named = common.iter().filter(|row| trial.named.contains(&row.name));
            settings(named, &trial.experiment)
        };
        let several = trials.iter().filter(|_| trials.len() > 1);
        Self {
            common: trials.first().map_or_else(String::new, named),
            trials: several
                .map(|trial| (trial.label.as_str(), settings(&own, &trial.experiment)))
                .collect(),
        }
    }

    pub(super) fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let (theme, glyphs) = (look.theme, look.glyphs);
        let labels: Vec<_> = self.trials.iter().map(|(label, _)| *label).collect();
        let rows = 2 + u16::try_from(labels.len()).unwrap_or(u16::MAX);
        if area.height < rows {
            // The labels of the trials say at least what is compared.
            let line = super::cut(&labels.join(APART), area.width.into(), glyphs);
            return Line::styled(line, theme.dim).render(row(area, 0), buffer);
        }
        let mut rest = area;
        for line in wrapped(&self.common, area.width, area.height - rows + 2, glyphs) {
            let line = line.replace(BOUND, " ");
            Line::styled(line, theme.dim).render(row(rest, 0), buffer);
            rest = below(rest, 1);
        }
        if rest.height > rows - 2 {
            rest = below(rest, 1);
        }
        let width = labels.iter().map(|label| Span::raw(*label).width()).max();
        for (line, (label, own)) in (0..).zip(&self.trials) {
            let pad = width.unwrap_or(0).saturating_sub(Span::raw(*label).width());
            let room = usize::from(area.width).saturating_sub(width.unwrap_or(0) + 3);
            Line::from(vec![
                Span::styled(*label, theme.title),
                Span::raw(" ".repeat(pad + 3)),
                Span::styled(
                    super::cut(&own.replace(BOUND, " "), room, glyphs),
                    theme.dim,
                ),
            ])
            .render(row(rest, line), buffer);
        }
    }
}

/// The parameters that have an effect, with their values.
fn settings<'a>(rows: impl IntoIterator<Item = &'a &'a Parameter>, on: &Experiment) -> String {
    let rows = rows.into_iter().filter(|row| (row.applies)(on));
    let said: Vec<_> = rows.map(|row| setting(row, on)).collect();
    said.join(APART)
}

/// `workers 4`.
fn setting(row: &Parameter, experiment: &Experiment) -> String {
    let text = (row.get)(experiment).to_string();
    let short: String = text.chars().take(VALUE).collect();
    let cut = if short.len() < text.len() { "…" } else { "" };
    format!("{}{BOUND}{short}{cut}", row.name)
}

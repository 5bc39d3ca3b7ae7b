//! The findings: where the time went, the most expensive first, and advice.

use super::{Component, Pane, PaneContext, Rows, below, row, wrapped};
use crate::{
    model::Finding,
    ui::{Action, keymap::binding},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Rows from which a finding has its advice in a line of its own, and an empty one below.
const ROOMY: u16 = 12;

/// The findings about the run.
#[derive(Debug, Default)]
pub(in crate::ui) struct FindingsPane;

impl Component for FindingsPane {
    const NAME: &'static str = "findings";
    const SHOW: Rows = &[binding::row(
        &[binding::char('W')],
        Action::Show(Pane::Findings),
        "show or hide what was found out",
        None,
    )
    .also("advice diagnosis why slow")];

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let (theme, view) = (look.theme, look.view);
        let certain = match view.run {
            Some(run) if !run.is_over() => Finding::of_program(run),
            _ => Vec::new(),
        };
        let findings = match view.conclusions.findings {
            [] => &certain,
            concluded => concluded,
        };
        let note = match findings.len() {
            0 | 1 => String::new(),
            all => format!("{all} findings"),
        };
        let inner = look.heading("Findings", &note, area, buffer);
        let mut rest = Rect {
            width: inner.width.min(super::context::READABLE),
            ..inner
        };
        if findings.is_empty() {
            return look.say(&nothing(look), rest, buffer);
        }
        let roomy = inner.height >= ROOMY;
        for (index, finding) in findings.iter().enumerate() {
            let more = findings.len() - index - 1;
            // The last row says what is left out.
            let room = rest.height.saturating_sub(u16::from(more > 0));
            let taken = one(look, finding, rest, room, roomy, buffer);
            if taken == 0 {
                let text = format!("{} more in a larger pane", more + 1);
                return Line::styled(text, theme.dim).render(row(rest, 0), buffer);
            }
            rest = below(rest, taken);
        }
    }
}

/// A finding in at most so many rows; returns how many it took, none where it does not fit.
fn one(
    look: &PaneContext<'_>,
    finding: &Finding,
    area: Rect,
    room: u16,
    roomy: bool,
    buffer: &mut Buffer,
) -> u16 {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let text = match (roomy, finding.advice.is_empty()) {
        (true, _) | (false, true) => finding.text() + ".",
        (false, false) => format!("{}. {}", finding.short(), finding.advice),
    };
    let width = area.width.saturating_sub(2);
    let lines = wrapped(&text, width, u16::MAX, glyphs);
    let advice = if roomy {
        wrapped(&finding.advice, width.saturating_sub(2), u16::MAX, glyphs)
    } else {
        Vec::new()
    };
    let advice: Vec<_> = advice.into_iter().filter(|line| !line.is_empty()).collect();
    let all = u16::try_from(lines.len() + advice.len()).unwrap_or(u16::MAX);
    if all > room {
        return 0;
    }
    let (sign, style) = if finding.is_good() {
        (glyphs.good, theme.good)
    } else {
        (glyphs.mark, theme.warn)
    };
    let mut next = 0;
    for line in lines {
        let lead = if next == 0 { sign } else { " " };
        let spans = vec![
            Span::styled(format!("{lead} "), style),
            Span::styled(line, theme.text),
        ];
        Line::from(spans).render(row(area, next), buffer);
        next += 1;
    }
    for (index, line) in advice.into_iter().enumerate() {
        let lead = if index == 0 { glyphs.arrow } else { " " };
        let spans = vec![
            Span::styled(format!("  {lead} "), theme.key),
            Span::styled(line, theme.dim),
        ];
        Line::from(spans).render(row(area, next), buffer);
        next += 1;
    }
    next + u16::from(roomy)
}

/// The reason why there is none.
fn nothing(look: &PaneContext<'_>) -> String {
    match look.view.run {
        None => "what cost the most time, and what to try, after a run".into(),
        Some(run) if run.import().is_some() => {
            "a trace of another program has no T₁ to hold its times against".into()
        }
        Some(run) if run.watched().is_some() && run.is_over() => {
            "nothing was found that another way to hand out its tasks would make faster".into()
        }
        Some(run) if run.watched().is_some() => {
            "what cost the most time is told when the program has ended".into()
        }
        Some(run) if !run.is_over() => Finding::certain(run).map_or_else(
            || "what cost the most time is told when the run has ended".into(),
            |certain| certain + ".",
        ),
        Some(run) if run.has_commands() => {
            "commands are not run twice, so there is no T₁ to hold them against".into()
        }
        Some(_) => "nothing to be said of a serial run, or of one that was cut off".into(),
    }
}

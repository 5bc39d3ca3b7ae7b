//! The last row: the keys that do something now, or a message.

use super::{PaneContext, cut};
use crate::{
    model::{Run, Unit},
    ui::{
        Action, Binding, Bound, CallCommand, LaneStep, Message, OutputCommand, Pane, Paused,
        TimelineCommand, View, pane::output::LeaveQuestion,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells between two hints.
const APART: usize = 2;

/// Hints that are always there: the palette, the keys, and how to leave.
const ENDS: usize = 3;

pub(in crate::ui) fn draw(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let (theme, glyphs, view) = (look.theme, look.glyphs, look.view);
    let told = |text: &str, style| Line::styled(cut(text, area.width.into(), glyphs), style);
    let line = match (view.message, view.panes.form.typing()) {
        _ if view.windows.leaving.is_some() => LeaveQuestion::hints(theme),
        _ if view.panes.output.is_typing() => {
            let key = view.keys.label(Action::Output(OutputCommand::EndTyping));
            let text = format!("every key goes to the program: {key} ends it");
            told(&text, theme.text)
        }
        (Some(Message::Fault(text)), _) => told(&format!("{} {text}", glyphs.bad), theme.bad),
        (_, Some(parameter)) => told(
            &format!("{}: {}", parameter.name, parameter.takes()),
            theme.text,
        ),
        (Some(Message::Note(text)), _) => told(text, theme.text),
        (None, None) => hints(look, area.width.into()),
    };
    line.render(area, buffer);
}

/// The hints that fit: those of the focused pane first, and always the last ones, which lead to
/// all others and out.
fn hints(look: &PaneContext<'_>, width: usize) -> Line<'static> {
    let view = look.view;
    let groups = |place: Option<Pane>| {
        let rows = view.keys.rows();
        let alike = |one: &Bound, next: &Bound| {
            let (one, next) = (one.binding, next.binding);
            one.hint.is_some() && one.hint == next.hint && one.place == next.place
        };
        let groups = rows.chunk_by(alike);
        groups
            .filter(move |group| group[0].binding.place == place)
            .filter_map(|group| hint(look, group))
    };
    let mut hints: Vec<_> = groups(None).collect();
    let ends = hints.split_off(hints.len().saturating_sub(ENDS));
    let (begins, hints): (Vec<_>, Vec<_>) = hints.into_iter().partition(|hint| hint.is_urgent);
    let own = groups(Some(view.arrangement.focus)).collect::<Vec<_>>();
    let length = |hint: &Hint| hint.spans.iter().map(Span::width).sum::<usize>() + APART;
    let mut left = (width + APART).saturating_sub(ends.iter().map(length).sum());
    let mut shown = Vec::new();
    for hint in begins.into_iter().chain(own).chain(hints) {
        if length(&hint) > left {
            break;
        }
        left -= length(&hint);
        shown.push(hint);
    }
    shown.extend(ends);
    let apart = Span::raw(" ".repeat(APART));
    let shown: Vec<_> = shown.into_iter().map(|hint| hint.spans).collect();
    Line::from(shown.join(&apart))
}

/// A key or two, and a word on them.
struct Hint {
    spans: Vec<Span<'static>>,
    /// Whether it comes before those of the focused pane: how to run, how to stop, and how to leave
    /// what is switched on.
    is_urgent: bool,
}

/// The keys of bindings that share a word, and that word.
fn hint(look: &PaneContext<'_>, group: &[Bound]) -> Option<Hint> {
    let (theme, view) = (look.theme, look.view);
    let binding = group.first()?.binding;
    let word = word(view, binding)?;
    let keys = group
        .iter()
        .filter_map(|row| view.keys.counting(row, view.arrangement.focus));
    let keys: Vec<_> = keys.collect();
    if keys.is_empty() {
        return None;
    }
    // Two signs side by side are told apart without a space.
    let are_signs = keys.iter().all(|key| key.chars().count() == 1);
    let mut spans = vec![
        Span::styled(keys.join(if are_signs { "" } else { " " }), theme.key),
        Span::styled(format!(" {word}"), theme.dim),
    ];
    let is_on = binding.action == Action::ToggleAuto && view.panes.form.is_auto;
    if is_on {
        spans.push(Span::styled(" on", theme.good));
    }
    let leads = matches!(binding.action, Action::Run | Action::Stop);
    let is_past = word != binding.hint.unwrap_or_default();
    Some(Hint {
        spans,
        is_urgent: leads || is_on || is_past,
    })
}

/// The effect of an action now, in a word or a few; `None` where it would have none.
fn word(view: &View<'_>, binding: &Binding) -> Option<&'static str> {
    let paused = view.scope.paused;
    let is_imported = view.run.is_some_and(|run| run.import().is_some());
    let watched = view.run.and_then(Run::watched);
    let output = &view.panes.output;
    let is_watched = watched.is_some() || output.is_of_program();
    let run_keys = [
        view.keys.label(Action::Run),
        view.keys.label_in(Action::Run, view.arrangement.focus),
    ];
    let can_be_simulated = |run| view.panes.calls.can_be_simulated(run);
    let has_calls = watched.is_some_and(|watched| !watched.calls.is_empty());
    match binding.action {
        action if is_imported && action.is_about_experiment() => None,
        // A program that was watched is started again only where it was started.
        Action::Run if is_watched => output.has_ended().then_some("run again"),
        Action::Run if run_keys[0] != run_keys[1] => None,
        Action::Call(CallCommand::Simulate) if !view.run.is_some_and(can_be_simulated) => None,
        Action::Call(_) if !has_calls => None,
        Action::Layout(_) if is_watched && view.history.rows().len() < 2 => None,
        Action::Lanes(LaneStep::Helpers) if !is_watched => None,
        Action::PickPreset if is_watched => None,
        action if is_watched && action.is_about_experiment() => None,
        _ if is_imported && binding.hint == Some(Unit::TASK.one) => Some(Unit::SLICE.one),
        Action::Run if view.changed.is_some() => Some("run the change"),
        Action::Output(OutputCommand::Type) if view.panes.output.has_ended() => Some("run"),
        Action::Output(OutputCommand::Type) if !view.panes.output.is_live() => None,
        Action::Stop if paused.is_some() => None,
        Action::Stop if view.windows.help.is_open => Some("close"),
        Action::Stop if view.phase.is_some() => binding.hint,
        Action::Stop if view.is_something_open() => Some("close"),
        Action::Stop if is_imported => Some("leave"),
        Action::Stop => None,
        Action::Timeline(TimelineCommand::Pause) => match paused {
            None | Some(Paused { speed: Some(_), .. }) => binding.hint,
            Some(Paused { live: true, .. }) => Some("back to live"),
            Some(_) => Some("back to the end"),
        },
        _ => binding.hint,
    }
}

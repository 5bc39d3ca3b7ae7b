//! What the timeline says before there is one.

use super::{Look, row};
use crate::{
    plan::{Experiment, Mode},
    ui::{Action, Binding, KEYMAP},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

pub(super) fn draw(look: &Look<'_>, area: Rect, buffer: &mut Buffer) {
    let (theme, view) = (look.theme, look.view);
    let key = KEYMAP.iter().find(|binding| binding.action == Action::Run);
    let key = key.map_or_else(String::new, Binding::label);
    let first = match view.stage {
        Some(stage) => Line::styled(stage.to_string(), theme.live),
        None => Line::from(vec![
            Span::styled(key, theme.key),
            Span::styled(" runs this experiment", theme.title),
        ]),
    };
    let lines = [
        first,
        Line::default(),
        Line::styled(work(view.experiment), theme.text),
        Line::styled("first serially, to measure T₁", theme.dim),
        Line::styled(
            format!("then {}", how(view.experiment, view.machine.usable_cores)),
            theme.dim,
        ),
    ];
    let top = area.height.saturating_sub(6) / 2;
    for (index, line) in (top..).zip(lines) {
        line.centered().render(row(area, index), buffer);
    }
}

fn work(experiment: &Experiment) -> String {
    let tasks = experiment.task_count();
    let noun = if tasks == 1 { "task" } else { "tasks" };
    format!("{tasks} {noun} of {}", experiment.workload.name)
}

fn how(experiment: &Experiment, cores: u32) -> String {
    let workers = experiment.worker_count(cores);
    match experiment.mode {
        Mode::Serial => "once more, to be compared with itself".into(),
        Mode::Threaded => format!("on {workers} threads"),
        Mode::Process => format!("in a process per task, {workers} at once"),
        Mode::Pool => format!("on a pool of {workers} workers"),
    }
}

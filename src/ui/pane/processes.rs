//! The processes: their tree, and what the kernel says of each.
//!
//! Below the cores where there is room for it, or as large as the timeline in its place.

mod tree;

use crate::ui::pane::{Component, Pane, PaneContext, Rows, below, cut, row};
use crate::{
    base::Bytes,
    log::{Ending, WorkerUsage},
    model::Run,
    plan::{Channel, Fault, StartMethod},
    sample::State,
    theme::Theme,
    ui::{Action, keymap::binding},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span, Text},
    widgets::Widget,
};
use tree::{ProcessNode, counts, tree};

/// The width from which every column has words.
const WIDE: u16 = 74;

/// The meaning of the columns.
const MEANING: &str = "R is running or ready, S sleeps, T is stopped, Z is a zombie. It gave up its \
                       core to wait for something, and lost it to another process or thread.";

/// Rows that the pane would like to have: heading, columns, and one for each process.
pub(in crate::ui) fn rows(look: &PaneContext<'_>) -> u16 {
    let experiment = look.view.experiment;
    let cores = look.view.machine.usable_cores.max(1);
    let workers = if experiment.is_serial() {
        0
    } else {
        experiment.worker_count(cores)
    };
    let servers = [
        experiment.has_worker_processes() && experiment.start == StartMethod::Forkserver,
        experiment.has_worker_processes() && experiment.channel == Channel::Manager,
    ];
    let servers = servers.iter().filter(|&&there| there).count();
    let lanes = look.view.run.map_or(0, |run| run.flow().count());
    let all = lanes.max(1 + servers + workers as usize);
    // Zombies and orphans have a row of words; one may turn up where none is expected.
    let odd = match experiment.fault {
        Fault::Zombie | Fault::Orphan => workers as usize,
        Fault::None | Fault::Crash => 1,
    };
    u16::try_from(all + odd + 2).unwrap_or(u16::MAX)
}

/// The process tree.
#[derive(Debug, Default)]
pub(in crate::ui) struct ProcessesPane;

impl Component for ProcessesPane {
    const NAME: &'static str = "processes";
    const SHOW: Rows = &[binding::row(
        &[binding::char('t')],
        Action::Show(Pane::Processes),
        "show or hide the tree of processes",
        Some("tree"),
    )
    .also("pids children zombies")];
    const IS_VISITED_LAST: bool = true;

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let theme = look.theme;
        let Some(run) = look.view.run else {
            let inner = look.heading("Processes", "", area, buffer);
            let text = "the tree of processes, while they run";
            return look.say(text, inner, buffer);
        };
        let endings = run.outcome().map_or(&[][..], |outcome| &outcome.workers);
        let unseen =
            look.view.process_table.residents().next().is_none() && run.watched().is_none();
        if unseen && endings.iter().all(|usage| usage.ending.is_none()) {
            let inner = look.heading("Processes", "", area, buffer);
            let text = if run.is_over() {
                "not seen while they ran"
            } else {
                "not yet looked at"
            };
            return look.say(text, inner, buffer);
        }
        let nodes = tree(run, look.view.process_table);
        let inner = look.heading("Processes", &summary(&nodes), area, buffer);
        let columns = Columns::of(inner.width);
        let mut rest = inner;
        if inner.height >= 3 {
            columns.head(look, row(rest, 0), buffer);
            rest = below(rest, 1);
        }
        // An odd state has a row of its own where its column is too narrow for the words.
        for (index, node) in nodes.iter().enumerate() {
            if rest.height == 1 && index + 1 < nodes.len() {
                // The heading says of all of them what they are.
                let text = format!("{} more", nodes.len() - index);
                let text = cut(&text, rest.width.into(), look.glyphs);
                return Line::styled(text, theme.dim).render(rest, buffer);
            }
            columns.node(look, run, node, row(rest, 0), buffer);
            rest = below(rest, 1);
            let words = node.words();
            // The extra row must not push out a process that comes after it.
            let to_come = nodes.len() - index - 1;
            let fits = usize::from(rest.height) > to_come;
            if node.is_odd() && words.len() >= columns.state && fits {
                let indent = columns.name.min(4);
                let text = format!("{:indent$}{words}", "");
                let text = cut(&text, rest.width.into(), look.glyphs);
                Line::styled(text, theme.bad).render(row(rest, 0), buffer);
                rest = below(rest, 1);
            }
        }
        explain(look, below(rest, 1), buffer);
    }
}

/// Draws the meaning of the columns, if there is room for all of it.
fn explain(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let lines = textwrap::wrap(MEANING, usize::from(area.width.max(1)));
    if lines.len() > usize::from(area.height) {
        return;
    }
    let lines = lines.into_iter();
    let lines: Text<'_> = lines
        .map(|line| Line::styled(line, look.theme.dim))
        .collect();
    lines.render(area, buffer);
}

/// The number of processes of each sort: `3 alive · 1 zombie`.
fn summary(nodes: &[ProcessNode<'_>]) -> String {
    let count =
        |is: &dyn Fn(&ProcessNode<'_>) -> bool| nodes.iter().filter(|node| is(node)).count();
    let killed = |node: &ProcessNode<'_>| {
        matches!(node.ending, Some(Ending::Signal(_))) && !node.is_terminated
    };
    let ended = |node: &ProcessNode<'_>| node.ending.is_some() || node.gone;
    let counts = [
        (count(&|node| node.is_alive() && !node.is_odd()), "alive"),
        (count(&|node| node.is_zombie()), "zombie"),
        (
            count(&|node| node.is_alive() && node.is_odd() && !node.is_zombie()),
            "orphan",
        ),
        (count(&|node| ended(node) && !killed(node)), "exited"),
        (count(&killed), "killed"),
    ];
    let said = counts.iter().filter(|(count, _)| *count > 0);
    let said: Vec<_> = said
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    said.join(" · ")
}

/// The widths of the columns; one that there is no room for is empty.
struct Columns {
    name: usize,
    pid: usize,
    state: usize,
    memory: usize,
    /// Given up, and taken away.
    switches: [usize; 2],
    core: usize,
}

impl Columns {
    fn of(width: u16) -> Self {
        let width = usize::from(width);
        if width >= usize::from(WIDE) {
            let rest = width - (14 + 8 + 11 + 10 + 8 + 6);
            return Self {
                name: 14,
                pid: 8,
                state: rest.min(37),
                memory: 11,
                switches: [10, 8],
                core: 6,
            };
        }
        let (switches, core) = match width {
            48.. => ([6, 6], 5),
            38.. => ([5, 5], 3),
            _ => ([0, 0], 0),
        };
        let memory = match width {
            48.. => 9,
            24.. => 6,
            _ => 0,
        };
        let taken = 8 + 2 + memory + core + switches[0] + switches[1];
        Self {
            name: width.saturating_sub(taken).clamp(6, 16),
            pid: 8,
            state: 2,
            memory,
            switches,
            core,
        }
    }

    fn is_wide(&self) -> bool {
        self.state > 2
    }

    fn head(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let (state, given, taken) = if self.is_wide() {
            ("state", "gave up", "lost")
        } else {
            ("", "gave", "lost")
        };
        let memory = if self.memory > 7 { "memory" } else { "mem" };
        // The core that it was on last.
        let core = if self.core > 4 { "core" } else { "on" };
        let texts = ["", "pid", state, memory, given, taken, core];
        let style = look.theme.dim;
        self.line(texts.map(|text| (text.to_owned(), style)))
            .render(area, buffer);
    }

    fn node(
        &self,
        look: &PaneContext<'_>,
        run: &Run,
        node: &ProcessNode<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let theme = look.theme;
        let gone = node.gone;
        let (text, dim) = if gone {
            (theme.faint, theme.faint)
        } else {
            (theme.text, theme.dim)
        };
        let name = format!(
            "{}{}",
            branch(look, node),
            &node.names[usize::from(self.name < 10)]
        );
        let pid = node.pid.map_or_else(|| "–".into(), |pid| pid.to_string());
        let Some(resident) = node.resident else {
            // It was never sampled while it lived.
            let usage = node.pid.and_then(|pid| counts(run, pid));
            let count = |of: fn(&WorkerUsage) -> u64| {
                (
                    usage.map_or_else(String::new, |usage| short(of(usage))),
                    dim,
                )
            };
            let state = self.state_of(node).unwrap_or_default();
            let cells = [
                (name, text),
                (pid, dim),
                (state, ended_style(theme, node)),
                ("–".into(), dim),
                count(|usage| usage.voluntary_switches),
                count(|usage| usage.involuntary_switches),
                ("–".into(), dim),
            ];
            return self.line(cells).render(area, buffer);
        };
        let last = resident.last;
        let state = self.state_of(node);
        let state = state.unwrap_or_else(|| last.state.letter().to_string());
        let style = if gone || node.is_odd() {
            ended_style(theme, node)
        } else {
            state_style(theme, last.state)
        };
        // A process that is about to end has no memory any more, as a zombie.
        let memory = last.memory.filter(|memory| memory.get() > 0);
        let memory = memory.filter(|_| last.state != State::Zombie);
        let space = if self.memory > 7 { " " } else { "" };
        let memory = memory.map_or_else(|| "–".into(), |memory| compact(memory, space));
        // The final counts of a process are those from its end.
        let final_word = node.pid.and_then(|pid| counts(run, pid));
        let [given, taken] = final_word.map_or([last.voluntary, last.involuntary], |usage| {
            [usage.voluntary_switches, usage.involuntary_switches]
        });
        self.line([
            (name, text),
            (pid, dim),
            (state, style),
            (memory, text),
            (short(given), dim),
            (short(taken), dim),
            (last.core.to_string(), dim),
        ])
        .render(area, buffer);
    }

    /// The text of its state where that is not just a letter.
    fn state_of(&self, node: &ProcessNode<'_>) -> Option<String> {
        let words = node.words();
        if self.is_wide() && words.len() < self.state {
            Some(words)
        } else {
            node.gone.then(|| "–".into())
        }
    }

    /// Name and state at the left of their columns, numbers at the right.
    fn line(&self, cells: [(String, Style); 7]) -> Line<'static> {
        let widths = [
            self.name,
            self.pid,
            self.state,
            self.memory,
            self.switches[0],
            self.switches[1],
            self.core,
        ];
        let spans = cells.into_iter().zip(widths).enumerate();
        spans
            .filter(|(_, (_, width))| *width > 0)
            .map(|(index, ((text, style), width))| {
                let text: String = text.chars().take(width).collect();
                match index {
                    0 => Span::styled(format!("{text:<width$}"), style),
                    2 => {
                        let room = width - 1;
                        Span::styled(format!(" {text:<room$}"), style)
                    }
                    _ => Span::styled(format!("{text:>width$}"), style),
                }
            })
            .collect()
    }
}

/// The branch in front of a process: `├ `, `└ `, or deeper.
fn branch(look: &PaneContext<'_>, node: &ProcessNode<'_>) -> String {
    let [more, last, _] = look.glyphs.tree;
    let mark = if node.last { last } else { more };
    match node.depth {
        0 => String::new(),
        depth => format!("{}{mark} ", "  ".repeat(depth - 1)),
    }
}

/// The style of an odd process, which stands out, or of one that has ended, which stands back.
fn ended_style(theme: &Theme, node: &ProcessNode<'_>) -> Style {
    if node.is_odd() {
        theme.bad
    } else {
        theme.faint
    }
}

/// A count in at most four cells: `812`, `9.5k`, `123k`.
fn short(count: u64) -> String {
    match count {
        0..1000 => count.to_string(),
        1000..10_000 => format!("{}.{}k", count / 1000, count % 1000 / 100),
        10_000..1_000_000 => format!("{}k", count / 1000),
        _ => format!("{}M", count / 1_000_000),
    }
}

/// An amount of memory in few cells: `7.0 MiB`, `812 MiB`, or without a space `1.5G`.
fn compact(memory: Bytes, space: &str) -> String {
    let (unit, name) = if memory.get() < 1000 << 20 {
        (1 << 20, 'M')
    } else {
        (1 << 30, 'G')
    };
    let name = if space.is_empty() {
        name.to_string()
    } else {
        format!("{space}{name}iB")
    };
    let (whole, rest) = (memory.get() / unit, memory.get() % unit);
    if whole < 10 {
        format!("{whole}.{}{name}", rest * 10 / unit)
    } else {
        format!("{whole}{name}")
    }
}

/// The style for the state of a process.
pub(super) const fn state_style(theme: &Theme, state: State) -> Style {
    match state {
        State::Ready => theme.good,
        State::Sleeping | State::Blocked => theme.dim,
        State::Stopped | State::Other(_) => theme.warn,
        State::Zombie => theme.bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_never_run_into_each_other() {
        for (count, text) in [(0, "0"), (999, "999"), (9_570, "9.5k"), (123_456, "123k")] {
            assert_eq!(short(count), text);
        }
        let sizes = [1 << 19, 7 << 20, 812 << 20, 3 << 29, 60 << 30];
        assert_eq!(compact(Bytes::new(7 << 20), ""), "7.0M");
        let texts = sizes.map(|bytes| compact(Bytes::new(bytes), " "));
        assert_eq!(
            texts,
            ["0.5 MiB", "7.0 MiB", "812 MiB", "1.5 GiB", "60 GiB"]
        );
    }

    #[test]
    fn columns_are_never_wider_than_their_pane() {
        for width in 24..200 {
            let columns = Columns::of(width);
            let rest = columns.pid + columns.state + columns.memory + columns.core;
            let all = columns.name + rest + columns.switches.iter().sum::<usize>();
            assert!(all <= usize::from(width), "{all} in {width}");
        }
    }
}

//! The inspector: all that is known of a lane at the cursor.
//!
//! A line where there is little room, a block with a heading where there is more. Below the
//! timeline, so that the eye goes from the bar straight down.

use super::{PaneContext, below, cut, joined, row};
use crate::{
    base::{Bytes, ChunkId, CoreId, Moment, Nanos, Ratio, TaskId},
    log::{Flags, Kind, Lane, Span},
    model::{Doing, LaneName, Run, SpanAtCursor, answer},
};
use ratatui::{buffer::Buffer, layout::Rect, text::Span as Text, widgets::Widget};
use std::fmt::Display;

/// Rows of the timeline from which there is a block.
const TALL: u16 = 17;

/// Cells between two parts of a line.
const APART: usize = 3;

/// Rows of the block, with its heading.
const BLOCK: u16 = 4;

type WordGroup = Vec<Text<'static>>;

/// The rows that a block takes below a timeline of so many; none where there is only a line. They
/// are kept also while there is nothing to show.
pub(super) fn rows(look: &PaneContext<'_>, height: u16) -> u16 {
    let is_shown = look.view.scope.inspects && look.view.run.is_some();
    if is_shown && height >= TALL { BLOCK } else { 0 }
}

/// Whether there is a line to show where there is no room for a block: while the cursor is
/// inspected, or a replay stands.
pub(super) fn has_line(look: &PaneContext<'_>) -> bool {
    let scope = look.view.scope;
    let stands = scope.paused.is_some_and(|paused| paused.speed.is_none());
    scope.cursor.is_some() && (scope.inspects || stands)
}

/// How much a title says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// All of it: the names of a program are its own.
    Full,
    /// As much as there is room for in a line with the rest.
    Short,
}

/// The lane and the moment that the inspector tells of.
struct Subject<'a> {
    run: &'a Run,
    lane: &'a Lane,
    at: Moment,
    origin: Moment,
    glance: SpanAtCursor,
    /// Whether there is room for the CPU time of a task beside how long it took.
    has_room: bool,
}

pub(super) fn draw(look: &PaneContext<'_>, run: &Run, area: Rect, buffer: &mut Buffer) {
    let Some(mut subject) = Subject::of(look, run) else {
        return;
    };
    if area.height < BLOCK {
        let width = |title: &WordGroup| title.iter().map(Text::width).sum::<usize>();
        let titles = [Naming::Full, Naming::Short].map(|naming| subject.title(look, naming));
        // How long it took says more than the line of the call.
        let took = |subject: &Subject<'_>| {
            let took = subject.times(look).into_iter().next();
            took.map_or(0, |took| width(&took) + APART)
        };
        let room = usize::from(area.width);
        subject.has_room = width(&titles[1]) + took(&subject) <= room;
        let room = room.saturating_sub(took(&subject));
        let title = titles.iter().find(|title| width(title) <= room);
        let title = title.unwrap_or(&titles[1]).clone();
        let groups = [title].into_iter().chain(subject.all(look));
        return joined(groups, area.width).render(row(area, 0), buffer);
    }
    let title: String = subject
        .title(look, Naming::Full)
        .iter()
        .map(|t| t.content.clone())
        .collect();
    let title = cut(
        &title,
        usize::from(area.width).saturating_sub(2),
        look.glyphs,
    );
    let at = format!("at {}", subject.at.since(subject.origin));
    let inner = look.heading(&title, &at, area, buffer);
    let mut rest = inner;
    for groups in [
        subject.times(look),
        subject.computing(look),
        subject.outcome(look),
    ] {
        let line = joined(groups, area.width);
        if !line.spans.is_empty() {
            line.render(row(rest, 0), buffer);
            rest = below(rest, 1);
        }
    }
}

impl<'a> Subject<'a> {
    fn of(look: &PaneContext<'_>, run: &'a Run) -> Option<Self> {
        let cursor = look.view.scope.cursor?;
        let lane = run.flow().find(|lane| lane.info.lane == cursor.lane)?;
        Some(Self {
            run,
            lane,
            at: cursor.at,
            origin: run.began()?,
            glance: SpanAtCursor::at(lane, cursor.at),
            has_room: true,
        })
    }

    /// `w1  task 12, chunk 3`
    fn title(&self, look: &PaneContext<'_>, naming: Naming) -> WordGroup {
        let theme = look.theme;
        let LaneName { label, spoken, .. } = self.run.lane_name(&self.lane.info);
        let is_full = self.run.watched().is_some() && naming == Naming::Full;
        let name = if is_full { spoken } else { label };
        let doing = match self.glance.doing {
            Doing::Done(span) if self.run.import().is_some() => self.slice(&span),
            Doing::Done(span) => self.words(
                naming,
                (span.kind, span.task.get(), span.count, span.chunk.get()),
            ),
            Doing::GoesOn(now) => {
                self.words(naming, (now.kind, now.task.get(), 1, now.chunk.get()))
            }
            Doing::Nothing => self.nothing().into(),
        };
        vec![
            Text::styled(name, theme.title),
            Text::styled(format!("  {doing}"), theme.text),
        ]
    }

    /// A task of a watched program, with its argument where that is a plain value:
    /// `work(0.5) #7 in chunk 3 of Pool.map at sim.py:12`.
    fn called(&self, naming: Naming, task: u32, chunk: u32) -> Option<String> {
        let watched = self.run.watched()?;
        let chunk = ChunkId::new(chunk);
        let (call, of) = watched.chunk(chunk)?;
        let number = watched.task_of_call(chunk, TaskId::new(task))?;
        let chunk = match of.count {
            0 | 1 => String::new(),
            _ => format!(" in chunk {}", of.number),
        };
        let place = match call.place() {
            place if place.raw().is_empty() => String::new(),
            place => format!(" at {place}"),
        };
        let function = match call.function.to_string() {
            function if function.is_empty() => "task".to_owned(),
            function => function,
        };
        let task = match watched.argument(TaskId::new(task)) {
            Some(argument) => format!("{function}({argument}) #{number}"),
            None => format!("{function} #{number}"),
        };
        Some(match naming {
            Naming::Full => format!("{task}{chunk} of {}{place}", call.kind),
            Naming::Short => format!("{task}{chunk}"),
        })
    }

    /// The activity in words, and its task.
    fn words(&self, naming: Naming, (kind, task, count, chunk): (Kind, u32, u32, u32)) -> String {
        if let (Kind::Task, Some(_)) = (kind, self.run.watched()) {
            let called = self.called(naming, task, chunk);
            return called.unwrap_or_else(|| "task of no call that was seen".into());
        }
        match (kind, count) {
            (Kind::Task, 0 | 1) => format!("task {task} of chunk {chunk}"),
            (Kind::Task, count) => {
                let last = task.saturating_add(count - 1);
                format!("tasks {task} to {last} of chunk {chunk}")
            }
            (Kind::Io, _) => format!("task {task} waits (io)"),
            (kind, _) => self.run.description.kinds.of(kind).into_owned(),
        }
    }

    /// A slice of another program's trace, and what encloses it: `fib in compute, main`.
    fn slice(&self, span: &Span) -> String {
        let Some(import) = self.run.import() else {
            return String::new();
        };
        let unit = self.run.unit().one;
        let name = |span: &Span| {
            let name = import.names.slice(span.chunk);
            name.map_or_else(|| unit.to_owned(), ToString::to_string)
        };
        let levels = self.run.levels(self.lane.info.lane).rev();
        let around = levels.filter_map(|level| match SpanAtCursor::at(level, self.at).doing {
            // Its own part of a slice that encloses others is not within that.
            Doing::Done(outer) if outer.task != span.task => Some(name(&outer)),
            _ => None,
        });
        let around = around.collect::<Vec<_>>().join(", ");
        match around.as_str() {
            "" => name(span),
            around => format!("{} in {around}", name(span)),
        }
    }

    /// The words for a lane of which nothing was recorded at that moment.
    fn nothing(&self) -> &str {
        if self.run.import().is_some() {
            return "nothing in the trace";
        }
        let begun = self.lane.spans.first().map(|first| first.start);
        if let Some(watched) = self.run.watched() {
            return match watched.process(self.lane.info.lane) {
                Some(process) if process.python.is_none() => {
                    self.run.why_not_seen().unwrap_or("not looked into")
                }
                Some(process) if self.at < process.started => "nothing yet",
                Some(process) if process.ended.is_some_and(|ended| self.at >= ended) => "ended",
                _ => "own code, not looked into",
            };
        }
        match (begun, self.run.worked(self.lane)) {
            (Some(begun), _) if self.at < begun => "nothing yet",
            (_, Some(worked)) if self.at >= worked => "idle, no work left",
            _ => "nothing was recorded",
        }
    }

    /// Everything, the most needed first.
    fn all(&self, look: &PaneContext<'_>) -> impl Iterator<Item = WordGroup> {
        let [times, computing, outcome] =
            [self.times(look), self.computing(look), self.outcome(look)];
        let [mut first, mut last] = [Vec::new(), Vec::new()];
        for (index, group) in times.into_iter().enumerate() {
            if index == 0 { &mut first } else { &mut last }.push(group);
        }
        first
            .into_iter()
            .chain(computing)
            .chain(outcome)
            .chain(last)
    }

    /// How long it took, and from when to when.
    fn times(&self, look: &PaneContext<'_>) -> Vec<WordGroup> {
        let SpanAtCursor { start, end, .. } = self.glance;
        let now = look.view.now;
        let took = match (start, end) {
            (Some(start), Some(end)) => {
                let took = end.since(start);
                let took = match self.task_cpu() {
                    Some(cpu) => format!("{took} ({cpu} on a core)"),
                    None => took.to_string(),
                };
                Some(pair(look, "took", took))
            }
            (Some(start), None) if look.view.run.is_some_and(Run::is_over) => {
                Some(pair(look, "to the end", now.since(start)))
            }
            (Some(start), None) => Some(pair(look, "so far", now.since(start))),
            _ => None,
        };
        let since = |at: Moment| at.since(self.origin);
        let began = start.map(|start| pair(look, "from", since(start)));
        let ended = end.map(|end| pair(look, "to", since(end)));
        let alone = self.alone().map(|alone| pair(look, "alone", alone));
        [took, alone, began, ended].into_iter().flatten().collect()
    }

    /// The CPU time of a task of a watched program, where it was measured.
    fn task_cpu(&self) -> Option<Nanos> {
        let span = self.span().filter(|span| span.kind == Kind::Task)?;
        self.run.watched().filter(|_| self.has_room)?;
        span.cpu_time()
    }

    /// The time that the task took in the serial run.
    fn alone(&self) -> Option<Nanos> {
        let span = self.span().filter(|span| span.kind == Kind::Task)?;
        let tasks = &self.run.baseline()?.tasks;
        let tasks = tasks.iter().skip(span.task.index());
        let count = usize::try_from(span.count).ok()?;
        let taken: Vec<_> = tasks.take(count).copied().collect();
        (!taken.is_empty() && taken.len() == count).then(|| taken.into_iter().sum())
    }

    /// On which core, and for how much of the time.
    fn computing(&self, look: &PaneContext<'_>) -> Vec<WordGroup> {
        // Another program's trace does not say on which core it was.
        let Some(span) = self.span().filter(|_| self.run.import().is_none()) else {
            return Vec::new();
        };
        let cpu = span.cpu_time();
        let off = cpu.map(|cpu| {
            let share = Ratio::of(
                span.length.saturating_sub(cpu + span.waited_time()).get(),
                span.length.get().max(1),
            );
            // The ledger calls it so where a task was at it.
            let word = match span.kind {
                _ if self.run.watched().is_some() => "ready, without a core",
                Kind::Task => "preempted",
                _ => "not running",
            };
            pair(look, word, share.percent())
        });
        let is_watched = self.run.watched().is_some();
        let waited = span.waited_time();
        let gil = self.gil_of_sleep(span).filter(|_| cpu.is_some());
        let gil = gil.map(|share| Nanos::from_secs_f64(waited.as_secs_f64() * share.get()));
        let percent = |time: Nanos| Ratio::of(time.get(), span.length.get().max(1)).percent();
        let asleep = cpu.filter(|_| is_watched).map(|_| {
            let asleep = waited.saturating_sub(gil.unwrap_or_default());
            pair(look, "asleep", percent(asleep))
        });
        let gil = gil.map(|gil| pair(look, "waits for the GIL", percent(gil)));
        let pid = self.lane.info.pid.filter(|_| is_watched);
        let core = (!is_watched).then(|| pair(look, "core", cores(look, self.glance.core, span)));
        let bytes = u64::from(span.bytes);
        let bytes = (bytes > 0).then(|| pair(look, "bytes", Bytes::new(bytes)));
        [
            cpu.filter(|_| self.task_cpu().is_none())
                .map(|cpu| pair(look, "CPU", cpu)),
            off,
            gil,
            asleep,
            core,
            bytes,
            pid.map(|pid| pair(look, "pid", pid)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The part of a span's time asleep that is for the interpreter's lock.
    fn gil_of_sleep(&self, span: &Span) -> Option<Ratio> {
        let split = self.run.time_split(self.lane, span.start, span.end())?;
        split.gil_of_sleep()
    }

    /// The outcome of the span.
    fn outcome(&self, look: &PaneContext<'_>) -> Vec<WordGroup> {
        let theme = look.theme;
        let Some(span) = self.span() else {
            return Vec::new();
        };
        let told = |flag, text: &'static str, style| {
            let has = span.flags.has(flag);
            has.then(|| vec![Text::styled(text, style)])
        };
        let merged = span.flags.has(Flags::MERGED);
        let merged = merged.then(|| pair(look, "merged", several(span)));
        let is_task = span.kind.is_of_task() && span.count == 1;
        let results = self.run.outcome().map(|outcome| &outcome.results);
        let result = results.and_then(|results| results.get(span.task.index()));
        let result = result.filter(|result| is_task && !result.is_null());
        let answer = result.map(|result| {
            let text = cut(&answer(result), 24, look.glyphs);
            pair(look, "answer", text)
        });
        [
            told(Flags::KILLED, "killed", theme.bad),
            told(Flags::FAILED, "failed", theme.bad),
            told(Flags::RESTARTED, "in place of one that died", theme.warn),
            merged,
            answer,
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    const fn span(&self) -> Option<&Span> {
        match &self.glance.doing {
            Doing::Done(span) => Some(span),
            _ => None,
        }
    }
}

/// How many follow each other in a span in which they are one: `8 tasks`.
fn several(span: &Span) -> String {
    match span.count {
        count if span.kind.is_of_task() => format!("{count} tasks"),
        // They were not counted.
        0 | 1 => "several in a row".into(),
        count => format!("{count} in a row"),
    }
}

/// `3`, or where it was moved meanwhile, `3 → 1`.
fn cores(look: &PaneContext<'_>, began: Option<CoreId>, span: &Span) -> String {
    let known = |core: CoreId| core.get() != u16::MAX;
    match began.filter(|&core| known(core)) {
        _ if !known(span.core) => "unknown".into(),
        Some(began) if began != span.core => {
            format!("{began} {} {}", look.glyphs.arrow, span.core)
        }
        _ => span.core.to_string(),
    }
}

fn pair(look: &PaneContext<'_>, name: &'static str, value: impl Display) -> WordGroup {
    vec![
        Text::styled(name, look.theme.dim),
        Text::styled(format!(" {value}"), look.theme.text),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Span;

    #[test]
    fn what_was_merged_is_called_tasks_only_if_it_is() {
        let told = |kind: Kind, count: u32| {
            let span = Span::new(kind, Moment::default(), Moment::default());
            several(&Span { count, ..span })
        };
        assert_eq!(told(Kind::Task, 8), "8 tasks");
        assert_eq!(told(Kind::Send, 8), "8 in a row");
        assert_eq!(told(Kind::Send, 0), "several in a row");
    }
}

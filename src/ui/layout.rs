//! [`Areas`]: where the panes are.
//!
//! The same places at every size, so that one learns them once: what is asked at the left, what
//! came of it at the right.

use ratatui::layout::{Constraint, Layout, Rect, Size};

/// The least terminal that all panes fit into.
pub(super) const LEAST: Size = Size::new(60, 15);

/// Rows from which there is room for large digits and empty lines between panes.
const TALL: u16 = 36;

/// Rows from which there is room for a thick gauge, too.
const ROOMY: u16 = 46;

/// Rows that the timeline keeps, whatever else there is to be shown.
const TIMELINE: u16 = 9;

/// The same below a preset, whose results are what it is about.
const BELOW_LESSON: u16 = 6;

/// What panes would like to have, in rows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wishes {
    /// The form with empty lines between groups, and without.
    pub(super) form: [u16; 2],
    /// The processes.
    pub(super) processes: u16,
    /// The results.
    pub(super) results: u16,
    /// The preset that is open.
    pub(super) lesson: u16,
}

/// Rows that processes take at least: a heading, and the runner with two workers.
const PROCESSES: u16 = 4;

/// The places of the panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    /// Name, run and state.
    pub(super) header: Rect,
    /// The experiment.
    pub(super) form: Rect,
    /// The cores.
    pub(super) cores: Rect,
    /// The processes, empty where there is no room for them.
    pub(super) processes: Rect,
    /// The preset that is open, empty where none is.
    pub(super) lesson: Rect,
    /// The timeline.
    pub(super) timeline: Rect,
    /// The results, empty where there are none to be shown.
    pub(super) results: Rect,
    /// The speedup.
    pub(super) speedup: Rect,
    /// Keys and messages.
    pub(super) status: Rect,
}

impl Areas {
    /// For a terminal of that size; `None` where it is too small.
    #[must_use]
    pub(super) fn of(area: Rect, wishes: Wishes) -> Option<Self> {
        if area.width < LEAST.width || area.height < LEAST.height {
            return None;
        }
        let tall = area.height >= TALL;
        let [header, _, body, status] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(u16::from(tall)),
            Constraint::Fill(1),
            Constraint::Length(1),
        ])
        .areas(inset(area));
        let form_width = match area.width {
            160.. => 38,
            100.. => 32,
            76.. => 25,
            _ => 23,
        };
        let [left, _, right] = Layout::horizontal([
            Constraint::Length(form_width),
            Constraint::Length(if area.width >= 100 { 4 } else { 2 }),
            Constraint::Fill(1),
        ])
        .areas(body);
        let gap = u16::from(tall);
        let [form, cores, processes] = left_column(left, gap, wishes);
        let speedup_height = match area.height {
            ROOMY.. => 13,
            TALL..ROOMY => 11,
            20.. => 6,
            _ => 4,
        };
        let (lesson_height, least) = match wishes.lesson {
            0 => (0, TIMELINE),
            lesson => (lesson + gap, BELOW_LESSON),
        };
        let free = right
            .height
            .saturating_sub(speedup_height + 3 * gap + lesson_height + least);
        let results_height = wishes.results.min(free);
        let [lesson, timeline, _, results, _, speedup, _] = Layout::vertical([
            Constraint::Length(lesson_height),
            Constraint::Fill(1),
            Constraint::Length(if results_height > 0 { gap } else { 0 }),
            Constraint::Length(results_height),
            Constraint::Length(gap),
            Constraint::Length(speedup_height),
            Constraint::Length(gap),
        ])
        .areas(right);
        Some(Self {
            header,
            form,
            cores,
            processes,
            lesson: Rect {
                height: wishes.lesson.min(lesson.height),
                ..lesson
            },
            timeline,
            results,
            speedup,
            status,
        })
    }
}

/// Form, cores and processes below each other.
fn left_column(area: Rect, gap: u16, wishes: Wishes) -> [Rect; 3] {
    // The form scrolls where it must, but the cores always keep a heading and two rows.
    let most = area.height.saturating_sub(3 + gap);
    let about = 3 * gap;
    let [spaced, dense] = wishes.form;
    let form = if spaced + 1 + about <= most {
        spaced + 1 + about
    } else {
        (dense + 1).min(most)
    };
    // What is left is halved between cores and processes, if that is enough for both.
    let rest = area.height.saturating_sub(form + 2 * gap);
    let processes = wishes.processes.min(rest / 2);
    let processes = if processes >= PROCESSES { processes } else { 0 };
    let between = if processes > 0 { gap } else { 0 };
    let [form, _, cores, _, processes, _] = Layout::vertical([
        Constraint::Length(form),
        Constraint::Length(gap),
        Constraint::Fill(1),
        Constraint::Length(between),
        Constraint::Length(processes),
        Constraint::Length(gap),
    ])
    .areas(area);
    [form, cores, processes]
}

/// A column of air at either side.
fn inset(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width - 2,
        ..area
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_never_overlap_and_the_timeline_has_the_most_room() {
        let wishes = Wishes {
            form: [21, 17],
            processes: 7,
            results: 4,
            lesson: 0,
        };
        let lessons = [(60, 15, 2), (80, 24, 6), (120, 36, 8), (200, 50, 8)];
        for (width, height, lesson) in lessons {
            let wishes = Wishes { lesson, ..wishes };
            let areas = Areas::of(Rect::new(0, 0, width, height), wishes).unwrap();
            assert!(!areas.lesson.intersects(areas.timeline) && areas.lesson.height == lesson);
            assert!(areas.timeline.height >= BELOW_LESSON, "{areas:?}");
            assert!(areas.results.height >= 2 || height < 24, "{areas:?}");
        }
        for (width, height) in [(60, 15), (80, 24), (120, 36), (200, 50), (300, 100)] {
            let screen = Rect::new(0, 0, width, height);
            let areas = Areas::of(screen, wishes).unwrap();
            let Areas {
                header,
                form,
                cores,
                processes,
                lesson,
                timeline,
                results,
                speedup,
                status,
            } = areas;
            let always = [header, form, cores, timeline, speedup, status];
            assert!(always.iter().all(|pane| !pane.is_empty()));
            let all: Vec<_> = always
                .into_iter()
                .chain([processes, lesson, results])
                .collect();
            for (index, one) in all.iter().enumerate() {
                assert_eq!(screen.intersection(*one), *one);
                assert!(all[..index].iter().all(|other| !one.intersects(*other)));
            }
            assert!(all.iter().all(|pane| pane.area() <= timeline.area()));
        }
        assert_eq!(Areas::of(Rect::new(0, 0, 59, 15), wishes), None);
    }
}

//! The keys of the timeline.

use crate::ui::keymap::binding::{Binding, char, on_timeline, plain, row, shift};
use crate::ui::{Action, LaneStep, Pane, TimelineCommand};
use crossterm::event::KeyCode;

pub(super) const ROWS: &[Binding] = &[
    row(
        &[plain(KeyCode::PageDown)],
        Action::Lanes(LaneStep::Down),
        "lanes further down",
        None,
    )
    .in_pane(Pane::Timeline),
    row(
        &[plain(KeyCode::PageUp)],
        Action::Lanes(LaneStep::Up),
        "lanes further up",
        None,
    )
    .in_pane(Pane::Timeline),
    row(
        &[char('o')],
        Action::Lanes(LaneStep::Order),
        "lanes by number, by how busy, by end",
        None,
    )
    .also("sort")
    .in_pane(Pane::Timeline),
    row(
        &[char('/')],
        Action::Lanes(LaneStep::Filter),
        "lanes: all, with failures, long idle",
        None,
    )
    .also("search only")
    .in_pane(Pane::Timeline),
    row(
        &[char('d')],
        Action::Lanes(LaneStep::Fold),
        "fold lanes that do not fit",
        None,
    )
    .also("collapse shrink density")
    .in_pane(Pane::Timeline),
    row(
        &[char('H')],
        Action::Lanes(LaneStep::Helpers),
        "a row for each helper thread, or one",
        Some("helpers"),
    )
    .also("unfold threads pool feeder expand")
    .in_pane(Pane::Timeline),
    row(
        &[char(' ')],
        Action::Timeline(TimelineCommand::Pause),
        "pause the picture, or go back to live",
        Some("pause"),
    )
    .also("live resume present continue freeze rewind now"),
    row(
        &[char(',')],
        Action::Timeline(TimelineCommand::StepBack),
        "a step back",
        None,
    ),
    row(
        &[char('.')],
        Action::Timeline(TimelineCommand::StepOn),
        "a step on",
        None,
    ),
    row(
        &[char('p')],
        Action::Timeline(TimelineCommand::Play),
        "play the run again, on the clock",
        None,
    ),
    row(
        &[char('(')],
        Action::Timeline(TimelineCommand::Slower),
        "play it half as fast",
        None,
    ),
    row(
        &[char(')')],
        Action::Timeline(TimelineCommand::Faster),
        "twice as fast",
        None,
    ),
    on_timeline(
        &[plain(KeyCode::Left), char('h')],
        TimelineCommand::Earlier,
        "what was before",
        None,
    ),
    on_timeline(
        &[plain(KeyCode::Right), char('l')],
        TimelineCommand::Later,
        "what comes next",
        None,
    ),
    on_timeline(
        &[plain(KeyCode::Up), char('k')],
        TimelineCommand::LaneAbove,
        "the lane above",
        None,
    ),
    on_timeline(
        &[plain(KeyCode::Down), char('j')],
        TimelineCommand::LaneBelow,
        "the lane below",
        None,
    ),
    on_timeline(
        &[char('+'), char('=')],
        TimelineCommand::ZoomIn,
        "zoom in on the cursor",
        Some("zoom"),
    )
    .also("magnify closer enlarge"),
    on_timeline(
        &[char('-'), char('_')],
        TimelineCommand::ZoomOut,
        "zoom out",
        Some("zoom"),
    )
    .also("wider farther"),
    on_timeline(
        &[char('<'), shift(KeyCode::Left)],
        TimelineCommand::PanEarlier,
        "pan to what was earlier",
        None,
    ),
    on_timeline(
        &[char('>'), shift(KeyCode::Right)],
        TimelineCommand::PanLater,
        "to what was later",
        None,
    ),
    on_timeline(
        &[char('0')],
        TimelineCommand::Fit,
        "fit the whole run",
        Some("fit"),
    )
    .also("whole all reset everything"),
    on_timeline(
        &[char('f')],
        TimelineCommand::Follow,
        "keep the present in the window",
        None,
    )
    .also("live present now"),
    on_timeline(
        &[char('z')],
        TimelineCommand::ZoomToTask,
        "zoom to the task, or fit again",
        Some("task"),
    ),
    on_timeline(
        &[char('Z')],
        TimelineCommand::ZoomToChunk,
        "to its chunk",
        None,
    ),
    on_timeline(
        &[char('x')],
        TimelineCommand::Straggler,
        "jump to the longest task",
        Some("straggler"),
    )
    .also("slowest worst longest maximum"),
    on_timeline(
        &[char('i')],
        TimelineCommand::NextGap,
        "jump to the next idle gap",
        Some("gap"),
    )
    .also("idle waiting hole"),
    on_timeline(
        &[char('I')],
        TimelineCommand::PreviousGap,
        "the one before",
        None,
    ),
    on_timeline(
        &[char('\'')],
        TimelineCommand::NextMark,
        "the next restart, failure or bookmark",
        None,
    ),
    on_timeline(
        &[char('"')],
        TimelineCommand::PreviousMark,
        "the one before",
        None,
    ),
    on_timeline(
        &[char('b')],
        TimelineCommand::Bookmark,
        "set a bookmark, or take it away",
        None,
    )
    .also("mark remember pin"),
    on_timeline(
        &[char('v')],
        TimelineCommand::Arrange,
        "rows are cores, or lanes",
        Some("cores"),
    )
    .also("cores migration view cpu"),
];

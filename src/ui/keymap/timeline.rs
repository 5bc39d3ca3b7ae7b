//! To look at the timeline.

use super::{Binding, char, on_timeline, plain, row, shift};
use crate::ui::{Action, Gesture, LaneStep, Pane};
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
        &[char(' ')],
        Action::Timeline(Gesture::Pause),
        "pause the picture, or go back to live",
        Some("pause"),
    )
    .also("live resume present continue freeze rewind now"),
    row(
        &[char(',')],
        Action::Timeline(Gesture::StepBack),
        "a step back",
        None,
    ),
    row(
        &[char('.')],
        Action::Timeline(Gesture::StepOn),
        "a step on",
        None,
    ),
    row(
        &[char('p')],
        Action::Timeline(Gesture::Play),
        "play the run again, on the clock",
        None,
    ),
    row(
        &[char('(')],
        Action::Timeline(Gesture::Slower),
        "play it half as fast",
        None,
    ),
    row(
        &[char(')')],
        Action::Timeline(Gesture::Faster),
        "twice as fast",
        None,
    ),
    on_timeline(
        &[plain(KeyCode::Left), char('h')],
        Gesture::Earlier,
        "what was before",
        None,
    ),
    on_timeline(
        &[plain(KeyCode::Right), char('l')],
        Gesture::Later,
        "what comes next",
        None,
    ),
    on_timeline(
        &[plain(KeyCode::Up), char('k')],
        Gesture::LaneAbove,
        "the lane above",
        None,
    ),
    on_timeline(
        &[plain(KeyCode::Down), char('j')],
        Gesture::LaneBelow,
        "the lane below",
        None,
    ),
    on_timeline(
        &[char('+'), char('=')],
        Gesture::ZoomIn,
        "zoom in on the cursor",
        Some("zoom"),
    )
    .also("magnify closer enlarge"),
    on_timeline(
        &[char('-'), char('_')],
        Gesture::ZoomOut,
        "zoom out",
        Some("zoom"),
    )
    .also("wider farther"),
    on_timeline(
        &[char('<'), shift(KeyCode::Left)],
        Gesture::PanEarlier,
        "pan to what was earlier",
        None,
    ),
    on_timeline(
        &[char('>'), shift(KeyCode::Right)],
        Gesture::PanLater,
        "to what was later",
        None,
    ),
    on_timeline(&[char('0')], Gesture::Fit, "fit the whole run", Some("fit"))
        .also("whole all reset everything"),
    on_timeline(
        &[char('f')],
        Gesture::Follow,
        "keep the present in the window",
        None,
    )
    .also("live present now"),
    on_timeline(
        &[char('z')],
        Gesture::ZoomToTask,
        "zoom to the task, or fit again",
        Some("task"),
    ),
    on_timeline(&[char('Z')], Gesture::ZoomToChunk, "to its chunk", None),
    on_timeline(
        &[char('x')],
        Gesture::Straggler,
        "jump to the longest task",
        Some("straggler"),
    )
    .also("slowest worst longest maximum"),
    on_timeline(
        &[char('i')],
        Gesture::NextGap,
        "jump to the next idle gap",
        Some("gap"),
    )
    .also("idle waiting hole"),
    on_timeline(&[char('I')], Gesture::PreviousGap, "the one before", None),
    on_timeline(
        &[char('\'')],
        Gesture::NextMark,
        "the next restart, failure or bookmark",
        None,
    ),
    on_timeline(&[char('"')], Gesture::PreviousMark, "the one before", None),
    on_timeline(
        &[char('b')],
        Gesture::Bookmark,
        "set a bookmark, or take it away",
        None,
    )
    .also("mark remember pin"),
    on_timeline(
        &[char('v')],
        Gesture::Arrange,
        "rows are cores, or lanes",
        Some("cores"),
    )
    .also("cores migration view cpu"),
];

//! Runs above one another on one time axis, all of them from zero; below, their differences, and
//! which of those are more than noise.

mod ledgers;
mod race;
mod race_view;
mod table;
mod track;

pub(in crate::ui) use race::Race;
pub(in crate::ui) use race_view::{ComparedRun, RaceView};

use super::{Component, PaneContext, below, cut, fitting, row, rows, wrapped};
use crate::{
    base::Nanos,
    model::{Axis, Digest, RunComparison, RunDifference, separations},
    ui::{
        Action, TrialState, View,
        widget::{CELL, Scale},
    },
};
use ledgers::Ledgers;
use ratatui::{buffer::Buffer, layout::Rect, text::Line, widgets::Widget};
use table::ComparisonTable;
use track::RunTracks;

/// Rows that sentences take at most.
const SAID: u16 = 3;

/// Rows that a warning takes at most.
const WARNED: u16 = 2;

/// The least rows of a table: its head, the figures, and the largest difference of the ledgers.
const LEAST_TABLE: u16 = 5;

/// Rows that a race keeps free for sentences from its beginning on, as it keeps those of the least
/// table: nothing moves while it goes on.
const RACE_SAID: u16 = 2;

/// Cells between the table and the ledgers.
const APART: u16 = 3;

/// Cells of a heading that its title and its note leave free.
const BESIDE: usize = 4;

/// Cells that a tick and its label take at least.
const TICK_CELLS: u16 = 9;

/// Runs above one another on one axis.
#[derive(Default)]
pub(in crate::ui) struct ComparePane {
    /// The modes that race, or did last; without them runs of the history are compared.
    pub(in crate::ui) race: Option<Race>,
}

impl ComparePane {
    /// The runs that are compared, or that race.
    pub(in crate::ui) fn view<'a>(&self, view: &View<'a>) -> RaceView<'a> {
        let (history, live) = (view.history, view.live);
        match &self.race {
            Some(race) => RaceView::of(race, history, live),
            None => RaceView::of(&Race::between(&history.chosen()), history, live),
        }
    }
}

impl Component for ComparePane {
    const NAME: &'static str = "comparison";

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let race = &self.view(look.view);
        let title = if race.is_race { "Race" } else { "Compare" };
        if race.runners.len() < 2 {
            let inner = look.heading(title, "", area, buffer);
            return look.say(&too_few(look), inner, buffer);
        }
        let digests: Vec<&Digest> = race.runners.iter().filter_map(|one| one.digest).collect();
        let contrast = RunComparison::of(&digests);
        let table = ComparisonTable::of(race, &contrast);
        let room = usize::from(area.width).saturating_sub(title.len() + BESIDE);
        let note = note(race, &contrast, &table, look, room);
        let inner = look.heading(title, &note, area, buffer);
        let inner = warn(look, race, inner, buffer);
        let runners = u16::try_from(race.runners.len()).unwrap_or(u16::MAX);
        let taken = runners.saturating_add(1).saturating_add(table.rows());
        // A race uses the rows that were kept free, so that lanes lose none when it ends.
        let most = if race.is_race {
            race_said(race, inner.height)
        } else {
            SAID
        };
        let most = inner.height.saturating_sub(taken).clamp(1, most);
        let said = said(race, inner.width, most);
        let ledgers = Ledgers::of(look, race, &contrast);
        let places = ComparePlaces::of(race, &table, &ledgers, &said, inner);
        let tracks = RunTracks::of(race, places.tracks);
        tracks.draw(look, race, &contrast, buffer);
        let ticks = ticks(race.axis, tracks.lane(places.axis).width);
        Scale {
            ticks: &ticks,
            line: look.theme.rule,
            text: look.theme.dim,
            glyphs: look.glyphs,
        }
        .render(tracks.lane(places.axis), buffer);
        table.draw(look, places.table, buffer);
        ledgers.draw(look, places.ledgers, buffer);
        look.prose(&said, look.theme.text, places.said, buffer);
    }
}

/// Says how a second run is had.
fn too_few(look: &PaneContext<'_>) -> String {
    let view = look.view;
    let output = &view.panes.output;
    if !output.is_of_program() {
        return "two runs above one another, as soon as there are two".into();
    }
    let run = view.keys.label_in(Action::Run, view.arrangement.focus);
    let then = if output.is_live() {
        "when the program has ended, change"
    } else {
        "change"
    };
    format!(
        "two runs above one another: {then} the script, {run} runs it again, and both stand here"
    )
}

/// Says how the work of the runs differs; returns the rest of the area.
fn warn(look: &PaneContext<'_>, race: &RaceView<'_>, area: Rect, buffer: &mut Buffer) -> Rect {
    if race.unlike.is_empty() {
        return area;
    }
    let what = race.unlike.join("; ");
    let text = format!("not the same work: {what}; their times say little");
    let width = area.width.saturating_sub(2);
    let lines = wrapped(&text, width, WARNED.min(area.height / 8), look.glyphs);
    let count = u16::try_from(lines.len()).unwrap_or(0);
    for (line, text) in (0..).zip(lines) {
        let sign = if line == 0 { look.glyphs.noted } else { " " };
        let line_of = Line::styled(format!("{sign} {text}"), look.theme.warn);
        line_of.render(row(area, line), buffer);
    }
    below(area, count)
}

/// The number of runs or the progress of a race, what they are compared with, and the meaning of
/// grey where there is any, as far as there is room.
fn note(
    race: &RaceView<'_>,
    contrast: &RunComparison,
    table: &ComparisonTable,
    look: &PaneContext<'_>,
    room: usize,
) -> String {
    let all = race.runners.len();
    let mut ended = race.runners.iter().filter(|one| one.digest.is_some());
    let count = match ended.clone().count() {
        done if race.is_race && done < all => format!("{done} of {all} {}", race.unit),
        _ if race.is_race => format!("{all} {}", race.unit),
        _ => format!("{all} runs"),
    };
    let against = ended.nth(contrast.base);
    let against = against.map(|base| format!("against {}", base.name));
    let whole = match &against {
        Some(against) => format!("{count}, {against}"),
        None => count.clone(),
    };
    let against = against.unwrap_or(count);
    if table.has_noise() {
        let noise = format!("{} = {}", look.glyphs.noted, noise(contrast));
        let texts = [&whole, &against].map(|text| format!("{noise}   {text}"));
        return fitting(texts.into_iter().chain([noise]), room);
    }
    fitting([whole, against], room)
}

/// The meaning of a grey figure.
const fn noise(contrast: &RunComparison) -> &'static str {
    if contrast.is_measured {
        "within the noise"
    } else {
        "may be noise"
    }
}

/// The differences of the others from the fastest, and why, as far as there is room.
fn said(race: &RaceView<'_>, width: u16, most: u16) -> String {
    let goes_on = |state| matches!(state, TrialState::Running | TrialState::Waiting);
    if race.is_race && race.runners.iter().all(|one| goes_on(one.state)) {
        return "The same work in every mode, one after another: each has the machine for itself."
            .into();
    }
    let named = race.runners.iter();
    let named = named.filter_map(|one| Some((one.name.as_str(), one.digest?)));
    let all = separations(&named.collect::<Vec<_>>());
    // Each in a line of its own.
    let said = |why: bool, noise: bool| {
        let some = all.iter().filter(|one| noise || one.counts);
        let each = some.map(|one| format!("{}{}.", one.fact, if why { &one.why } else { "" }));
        each.collect::<Vec<_>>().join("\n")
    };
    let fits = |text: &String| rows(text, width) <= most && !text.is_empty();
    // Differences that are no more than noise are grey in the table, too.
    let shorter = [(true, true), (false, true), (true, false), (false, false)];
    let mut shorter = shorter.into_iter().map(|(why, noise)| said(why, noise));
    let found = shorter.find(fits);
    found.unwrap_or_else(|| in_short(race, &all))
}

/// `more time than pool: process 18 %, serial 63 %`
fn in_short(race: &RaceView<'_>, all: &[RunDifference]) -> String {
    let wall = |one: &&ComparedRun<'_>| one.digest.and_then(Digest::wall);
    let ended = race.runners.iter().filter(|one| wall(one).is_some());
    let best = ended.min_by_key(wall);
    let others = all.iter().filter(|one| one.counts);
    let others: Vec<_> = others.map(|one| one.short.as_str()).collect();
    let best = best.map_or("", |best| &best.name);
    if all.is_empty() {
        return String::new();
    }
    if others.is_empty() {
        return if all.iter().all(|one| one.is_measured) {
            format!("None differs from {best} by more than the noise.")
        } else {
            format!("Single runs differ from {best} by too little to tell.")
        };
    }
    format!("more time than {best}: {}", others.join(", "))
}

/// The parts of the pane.
struct ComparePlaces {
    tracks: Rect,
    axis: Rect,
    table: Rect,
    ledgers: Rect,
    said: Rect,
}

impl ComparePlaces {
    fn of(
        race: &RaceView<'_>,
        table: &ComparisonTable,
        ledgers: &Ledgers<'_>,
        said: &str,
        area: Rect,
    ) -> Self {
        let runners = u16::try_from(race.runners.len()).unwrap_or(u16::MAX);
        let least_said = race_said(race, area.height);
        let mut left = area.height.saturating_sub(runners.saturating_add(1));
        let said_rows = rows(said, area.width).min(SAID).max(least_said);
        // A second row of lanes in each run, and air between runs, tell more than the least of the
        // ledgers' rows.
        let wanted = if race.is_race {
            // A row for every lane, and air between modes, come before the last of them.
            let beyond = apart(race)
                .saturating_sub(runners)
                .saturating_add(said_rows + 2);
            let spared = left.saturating_sub(beyond);
            table.rows().min(spared).max(LEAST_TABLE)
        } else {
            let beyond = runners.saturating_mul(2).saturating_add(said_rows + 1);
            let spared = left.saturating_sub(beyond).max(LEAST_TABLE);
            table.rows().min(spared)
        };
        let mut take = |wanted: u16| {
            let taken = wanted.min(left);
            left -= taken;
            taken
        };
        let mut table_rows = take(wanted);
        if table_rows < 2 {
            // A head without rows below it is useless.
            table_rows = 0;
        }
        let said_rows = take(said_rows);
        let air = [take(1), take(u16::from(said_rows > 0))];
        let beside = table.columns(area.width).saturating_add(APART);
        let beside = beside.min(area.width);
        let lanes = |left: u16| RunTracks::rows(race, (runners + left).min(area.height));
        // Air between bars may cost a little of the lanes, and not half of them.
        let more = ledgers.rows(area.width - beside).saturating_sub(table_rows);
        let spared = left.saturating_sub(more);
        if table_rows > 0 && left >= more && lanes(spared) * 4 >= lanes(left) * 3 {
            left = spared;
            table_rows += more;
        }
        let room = (runners + left).min(area.height);
        let tracks = lanes(left);
        // Rows that cannot be shared evenly among lanes go back to the table, or make bars taller.
        if table_rows > 0 {
            table_rows += (room - tracks).min(table.rows().saturating_sub(table_rows));
        }
        let taller = ledgers.most(area.width - beside);
        if (1..taller).contains(&table_rows) {
            table_rows += (room - tracks).min(taller - table_rows);
        }
        let part = |start: u16, height: u16| {
            let rest = below(area, start);
            Rect {
                height: height.min(rest.height),
                ..rest
            }
        };
        let table_at = tracks + 1 + air[0];
        let table_part = part(table_at, table_rows);
        Self {
            tracks: part(0, tracks),
            axis: part(tracks, 1),
            table: table_part,
            ledgers: Rect {
                x: area.x + beside,
                width: area.width - beside,
                ..table_part
            },
            said: part(table_at + table_rows + air[1], said_rows),
        }
    }
}

/// Rows that a race keeps free for sentences in so many: one less where that lets modes stand apart.
fn race_said(race: &RaceView<'_>, height: u16) -> u16 {
    // The axis, air above and below the table, and the table itself.
    let others = 1 + 2 + LEAST_TABLE;
    let whole = apart(race).saturating_add(others + RACE_SAID);
    if race.is_race {
        RACE_SAID - u16::from(whole == height.saturating_add(1))
    } else {
        0
    }
}

/// Rows of lanes that are one row tall, with air between the runs.
fn apart(race: &RaceView<'_>) -> u16 {
    let lanes = race.runners.iter().map(|one| one.lanes.max(1) + 1);
    u16::try_from(lanes.sum::<usize>().saturating_sub(1)).unwrap_or(u16::MAX)
}

/// Round times with their labels, all in the unit that suits the whole axis.
fn ticks(axis: Axis, columns: u16) -> Vec<(u32, String)> {
    let tick = axis.whole().tick(u32::from(columns / TICK_CELLS));
    let (unit, name) = match axis.length().get() {
        1_000_000_000.. => (1e9, "s"),
        1_000_000.. => (1e6, "ms"),
        _ => (1e3, "µs"),
    };
    let nanos = |time: Nanos| time.as_secs_f64() * 1e9;
    let digits = (0..4).find(|&digits| {
        let step = nanos(tick) / unit * 10_f64.powi(digits);
        (step - step.round()).abs() < 1e-6
    });
    let digits = usize::try_from(digits.unwrap_or(3)).unwrap_or(3);
    let label = |time: Nanos| match nanos(time) / unit {
        0.0 => "0".to_owned(),
        value => format!("{value:.digits$} {name}"),
    };
    let places = (0..u64::from(columns)).map(|index| tick * index);
    let places = places.take_while(|&time| time <= axis.length());
    let place = |time: Nanos| {
        let place = u128::from(time.get()) * u128::from(columns) * u128::from(CELL);
        let place = place / u128::from(axis.length().get().max(1));
        (u32::try_from(place).unwrap_or(u32::MAX), label(time))
    };
    places.map(place).collect()
}

/// The text in a cell of a column, cut where it must be.
fn put(line: Line<'_>, right: bool, area: Rect, buffer: &mut Buffer) {
    let line = if right { line.right_aligned() } else { line };
    line.render(area, buffer);
}

/// A name in so many cells.
fn fitted(look: &PaneContext<'_>, text: &str, area: Rect) -> String {
    cut(text, area.width.into(), look.glyphs)
}

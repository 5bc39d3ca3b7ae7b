//! Sweeps on the screen: the curve, and the map of two parameters.

use super::*;
use crate::{
    model::{Curve, Mark, marks},
    plan::{Axis as Swept, Sweep},
    trace::{Baseline, Entry},
    ui::{SweepState, SweepView},
};

/// Everything that a view of a sweep borrows.
struct Shot {
    sweep: Sweep,
    curve: Curve,
    marks: Vec<Mark>,
    ideals: Vec<Ratio>,
    predicted: Vec<Option<Nanos>>,
    serial: Option<Nanos>,
    cursor: Option<usize>,
    running: Option<usize>,
    state: SweepState,
}

impl Shot {
    /// Points that took so many milliseconds, with T₁ = 400 ms, as far as so many rounds.
    fn of(axes: &[&str], times: &[u64], rounds: u32) -> Self {
        let base = Experiment {
            tasks: Some(96),
            repeats: 5,
            ..Experiment::default()
        };
        let axes = axes.iter().map(|text| Swept::parse(text).unwrap());
        let sweep = Sweep::new(base, axes.collect(), 2).unwrap();
        let each = |point: u32, round: u32| Entry {
            point,
            round,
            wall: Nanos::from_millis(
                times[point as usize] + u64::from((round * 7 + point) % 5) * 3,
            ),
            baseline: Some(Baseline {
                wall: Nanos::from_millis(400),
                ..Baseline::default()
            }),
            ..Entry::default()
        };
        let points = u32::try_from(times.len()).unwrap();
        let entries: Vec<_> = (0..rounds)
            .flat_map(|round| (0..points).map(move |point| each(point, round)))
            .collect();
        let done = rounds >= 5;
        Self {
            curve: Curve::of(&sweep, &entries),
            marks: marks(&sweep, 2),
            ideals: vec![Ratio::of(2, 1); sweep.points().len()],
            predicted: Vec::new(),
            serial: None,
            cursor: None,
            running: (!done).then_some(2),
            state: if done {
                SweepState::Done
            } else {
                SweepState::Running
            },
            sweep,
        }
    }

    fn curve(rounds: u32) -> Self {
        let times = [268, 236, 221, 219, 232, 262, 330, 398];
        Self::of(&["chunksize=1..96"], &times, rounds)
    }

    fn map() -> Self {
        let axes = ["chunksize=1..64", "task-time=1ms..20ms"];
        let times: Vec<u64> = (0..5_u64)
            .flat_map(|y| (0..7_u64).map(move |x| 210 + (4 - y) * (6 - x) * 22 + x * x * 4))
            .collect();
        Self::of(&axes, &times, 5)
    }

    fn view(&self) -> SweepView<'_> {
        SweepView {
            sweep: &self.sweep,
            curve: &self.curve,
            marks: &self.marks,
            ideals: &self.ideals,
            predicted: &self.predicted,
            serial: self.serial,
            cursor: self.cursor,
            running: self.running,
            state: self.state,
        }
    }

    fn draw(&self, size: (u16, u16), theme: &Theme, glyphs: Glyphs) -> Buffer {
        let scene = Scene {
            center: Pane::Curve,
            ..Scene::finished()
        };
        let view = View {
            sweep: Some(self.view()),
            ..scene.view()
        };
        let area = Rect::new(0, 0, size.0, size.1);
        let mut buffer = Buffer::empty(area);
        paint(area, &mut buffer, &view, theme, glyphs);
        buffer
    }

    fn text(&self, size: (u16, u16)) -> String {
        text(&self.draw(size, &Theme::dark(), Glyphs::unicode()))
    }
}

#[test]
fn the_curve_shows_error_bars_the_ideal_the_rules_and_the_best_point() {
    for (width, height) in SIZES {
        let name = format!("sweep_{width}x{height}");
        insta::assert_snapshot!(name, Shot::curve(5).text((width, height)));
    }
}

#[test]
fn a_curve_that_grows_says_how_far_it_is() {
    let mut sweep = Shot::curve(1);
    sweep.cursor = Some(4);
    sweep.predicted = sweep
        .curve
        .spots
        .iter()
        .map(|spot| spot.wall.map(|wall| wall.median * 9 / 10))
        .collect();
    insta::assert_snapshot!("sweep_growing", sweep.text((120, 36)));
    insta::assert_snapshot!("sweep_begun", Shot::curve(0).text((80, 24)));
}

#[test]
fn a_sweep_of_workers_has_the_laws_beside_the_ideal() {
    let times = [400, 208, 150, 122, 98, 90];
    let mut sweep = Shot::of(&["workers=1,2,3,4,6,8"], &times, 5);
    sweep.ideals = [1, 2, 2, 2, 2, 2].map(|ideal| Ratio::of(ideal, 1)).into();
    insta::assert_snapshot!("sweep_laws", sweep.text((120, 36)));
    // While it goes on they would change with every run.
    let growing = Shot::of(&["workers=1,2,3,4,6,8"], &times, 3).text((120, 36));
    assert!(!growing.contains("Amdahl"), "{growing}");
}

#[test]
fn the_map_shows_where_parallel_begins_to_pay() {
    for (width, height) in SIZES {
        let name = format!("map_{width}x{height}");
        insta::assert_snapshot!(name, Shot::map().text((width, height)));
    }
}

#[test]
fn the_map_is_read_without_colours_and_without_unicode() {
    let sweep = Shot::map();
    let mono = sweep.draw((120, 36), &Theme::mono(), Glyphs::unicode());
    insta::assert_snapshot!("map_mono", text(&mono));
    let ascii = sweep.draw((80, 24), &Theme::mono(), Glyphs::ascii());
    insta::assert_snapshot!("map_ascii", text(&ascii));
    let ascii = Shot::curve(5).draw((80, 24), &Theme::mono(), Glyphs::ascii());
    insta::assert_snapshot!("sweep_ascii", text(&ascii));
}

#[test]
fn a_sweep_is_drawn_at_every_size_without_a_panic() {
    let mut sweeps = [
        Shot::curve(0),
        Shot::curve(1),
        Shot::curve(5),
        Shot::map(),
        Shot::of(&["start=fork,spawn"], &[10, 20], 5),
        Shot::of(&["tasks=1..99:+1", "workers=1,2"], &[], 0),
        Shot::of(&["task-time=1ms"], &[10], 5),
    ];
    for sweep in &mut sweeps {
        for cursor in [None, Some(0)] {
            sweep.cursor = cursor;
            for width in [0, 1, 7, 19, 33, 60, 61, 80, 120] {
                for height in [0, 1, 2, 5, 9, 15, 16, 24, 40] {
                    sweep.draw((width, height), &Theme::dark(), Glyphs::unicode());
                    let view = sweep.view();
                    let scene = Scene::finished();
                    let view = View {
                        sweep: Some(view),
                        ..scene.view()
                    };
                    let look = pane::Look {
                        view: &view,
                        theme: &Theme::mono(),
                        glyphs: Glyphs::ascii(),
                        pane: None,
                    };
                    let area = Rect::new(0, 0, width / 2, height / 2);
                    let mut buffer = Buffer::empty(area);
                    pane::curve::draw(&look, area, &mut buffer);
                }
            }
        }
    }
}

#[test]
fn before_a_sweep_it_is_seen_what_it_would_be_and_that_the_line_is_simulated() {
    let mut shot = Shot::curve(0);
    shot.state = SweepState::Planned;
    shot.running = None;
    shot.serial = Some(Nanos::from_millis(400));
    let times = [268, 236, 221, 219, 232, 262, 330, 398];
    shot.predicted = times.map(|time| Some(Nanos::from_millis(time))).into();
    let screen = shot.text((80, 24));
    assert!(screen.contains("The line is simulated"), "{screen}");
    insta::assert_snapshot!("sweep_planned_80x24", screen);
}

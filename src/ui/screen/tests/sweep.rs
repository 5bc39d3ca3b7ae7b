//! Sweeps on the screen: the curve, and the map of two parameters.

use crate::ui::screen::tests::*;
use crate::{
    log::{Baseline, Entry},
    plan::{Sweep, SweepAxis as Swept, Turn},
    session::Member,
    ui::{LiveRun, Sweeping},
};

/// A sweep, and the run of it that goes on.
struct Shot {
    sweeping: Sweeping,
    running: Option<Member>,
}

impl Shot {
    /// Points that took so many milliseconds, with T₁ = 400 ms, after so many rounds.
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
        let is_running = rounds < 5;
        let mut sweeping = Sweeping::new(sweep, entries, None, &Scene::empty().machine);
        sweeping.ideals.fill(Ratio::of(2, 1));
        Self {
            sweeping,
            running: is_running.then_some(Member::Turn(Turn {
                point: 2,
                round: rounds,
            })),
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

    fn view<'a>(&'a self, scene: &'a Scene) -> View<'a> {
        let view = scene.view();
        View {
            sweep: Some(&self.sweeping),
            live: LiveRun {
                member: self.running,
                ..view.live
            },
            ..view
        }
    }

    fn draw(&self, size: (u16, u16), theme: &Theme, glyphs: Glyphs) -> Buffer {
        let mut scene = Scene::finished();
        scene.arrangement.center = Pane::Sweep;
        let view = self.view(&scene);
        let area = Rect::new(0, 0, size.0, size.1);
        let mut buffer = Buffer::empty(area);
        paint(area, &mut buffer, &view, theme, glyphs);
        buffer
    }

    fn text(&self, size: (u16, u16)) -> String {
        text(&self.draw(size, &Theme::dark(), Glyphs::unicode()))
    }

    /// In colours, without them, and in ASCII.
    fn looks(&self, size: (u16, u16)) -> [String; 3] {
        let mono = text(&self.draw(size, &Theme::mono(), Glyphs::unicode()));
        let ascii = text(&self.draw(size, &Theme::mono(), Glyphs::ascii()));
        [self.text(size), mono, ascii]
    }
}

/// The best point of the eight stands above its tick, the fourth, and every tick has its value.
fn is_a_curve(screen: &str, [best, tick]: [char; 2]) {
    let rows = rows(screen, "Sweep of chunksize");
    let is_axis = |row: &&String| row.matches(tick).count() >= 8;
    let axis = rows.iter().position(|row| is_axis(&row));
    let axis = axis.unwrap_or_else(|| panic!("no axis: {screen}"));
    let ticks = columns(&rows[axis], tick);
    assert_eq!(ticks.len(), 8, "{screen}");
    let found = columns(&rows[..axis].join("\n"), best);
    assert_eq!(found, [ticks[3]], "{screen}");
    let values: Vec<_> = rows[axis + 1].split_whitespace().collect();
    assert_eq!(
        values,
        ["1", "2", "4", "8", "16", "32", "64", "96"],
        "{screen}"
    );
}

#[test]
fn the_curve_shows_error_bars_the_ideal_the_rules_and_the_best_point() {
    for size in SIZES {
        let screen = Shot::curve(5).text(size);
        is_whole(&screen, size);
        is_a_curve(&screen, ['◆', '┴']);
        let sentence = "chunksize 8 is fastest: 225 ms (219 ms to 231 ms), speedup 1.78×; 4 is \
            within the noise of it";
        shows(&said(&screen, "Sweep of chunksize"), &[sentence]);
        shows(&screen, &["40 runs", "T₁", "ideal", "▴default 12"]);
    }
    insta::assert_snapshot!("sweep_120x36", Shot::curve(5).text((120, 36)));
}

#[test]
fn a_curve_that_grows_says_how_far_it_is() {
    let mut sweep = Shot::curve(1);
    let sweeping = &mut sweep.sweeping;
    sweeping.cursor = Some(4);
    let spots = sweeping.curve.spots.iter();
    let sooner = spots.map(|spot| spot.wall.map(|wall| wall.median * 9 / 10));
    sweeping.predicted = sooner.collect();
    insta::assert_snapshot!("sweep_growing", sweep.text((120, 36)));
    let begun = Shot::curve(0).text((80, 24));
    is_whole(&begun, (80, 24));
    shows(&begun, &["0/40 runs", "the first point is being run"]);
    assert!(
        !begun.contains("fastest") && !begun.contains('●'),
        "{begun}"
    );
}

#[test]
fn a_sweep_of_workers_has_the_laws_beside_the_ideal() {
    let times = [400, 208, 150, 122, 98, 90];
    let mut sweep = Shot::of(&["workers=1,2,3,4,6,8"], &times, 5);
    sweep.sweeping.ideals = [1, 2, 2, 2, 2, 2].map(|ideal| Ratio::of(ideal, 1)).into();
    let screen = sweep.text((120, 36));
    is_whole(&screen, (120, 36));
    // Each line has its name at its end, the slower above the faster.
    let rows = rows(&screen, "Sweep of workers");
    let end = |name| rows.iter().position(|row| row.ends_with(name));
    let ends = ["·T₁", "ideal", "USL", "Amdahl"].map(end);
    assert!(
        ends.iter().all(Option::is_some) && ends.is_sorted(),
        "{ends:?}: {screen}"
    );
    let law = "Amdahl: 7.0 % ± 4.4 % serial, at most 14×";
    shows(&said(&screen, "Sweep of workers"), &[law]);
    // While it goes on they would change with every run.
    let growing = Shot::of(&["workers=1,2,3,4,6,8"], &times, 3).text((120, 36));
    assert!(!growing.contains("Amdahl"), "{growing}");
}

#[test]
fn the_map_shows_where_parallel_begins_to_pay() {
    for size in SIZES {
        let screen = Shot::map().text(size);
        is_whole(&screen, size);
        let title = "Sweep of chunksize and task-time";
        let rows = rows(&screen, title);
        let times = ["20ms ", "10ms ", "5ms ", "2ms ", "1ms "].map(|time| row(&rows, time));
        // Seven values in each row, one below another, also the one that is marked as the best.
        let points = columns(times[0], '.');
        assert_eq!(points.len(), 7, "{screen}");
        let below = times[1..].iter().map(|row| columns(row, '.'));
        assert!(below.into_iter().all(|row| row == points), "{screen}");
        // The line is between the last value that does not pay and the first that does.
        for (row, (loss, gain)) in times[2..].iter().zip([(2, 3), (4, 5), (5, 6)]) {
            let line = columns(row, '┃');
            assert_eq!(line.len(), 1, "{screen}");
            assert!(points[loss] < line[0] && line[0] < points[gain], "{screen}");
        }
        shows(times[0], &["◆1.85"]);
        let best =
            "chunksize 1 · task-time 20ms gains most: 216 ms (210 ms to 222 ms), speedup 1.85×";
        shows(&said(&screen, title), &[best]);
    }
    insta::assert_snapshot!("map_120x36", Shot::map().text((120, 36)));
}

#[test]
fn the_map_is_read_without_colours_and_without_unicode() {
    for size in SIZES {
        for sweep in [Shot::map(), Shot::curve(5)] {
            let looks = sweep.looks(size);
            is_said_in_every_look(&looks);
            is_whole(&looks[2], size);
        }
    }
    let [_, mono, ascii] = Shot::curve(5).looks((80, 24));
    is_a_curve(&mono, ['◆', '┴']);
    is_a_curve(&ascii, ['@', '+']);
    let [_, _, ascii] = Shot::map().looks((80, 24));
    insta::assert_snapshot!("map_ascii", ascii);
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
            sweep.sweeping.cursor = cursor;
            for width in [0, 1, 7, 19, 33, 60, 61, 80, 120] {
                for height in [0, 1, 2, 5, 9, 15, 16, 24, 40] {
                    sweep.draw((width, height), &Theme::dark(), Glyphs::unicode());
                    let scene = Scene::finished();
                    let view = sweep.view(&scene);
                    let look = pane::PaneContext {
                        view: &view,
                        theme: &Theme::mono(),
                        glyphs: Glyphs::ascii(),
                        pane: None,
                    };
                    let area = Rect::new(0, 0, width / 2, height / 2);
                    let mut buffer = Buffer::empty(area);
                    view.panes.draw(Pane::Sweep, &look, area, &mut buffer);
                }
            }
        }
    }
}

#[test]
fn before_a_sweep_it_is_seen_what_it_would_be_and_that_the_line_is_simulated() {
    let mut shot = Shot::curve(0);
    shot.sweeping.is_planned = true;
    shot.running = None;
    shot.sweeping.serial = Some(Nanos::from_millis(400));
    let times = [268, 236, 221, 219, 232, 262, 330, 398];
    shot.sweeping.predicted = times.map(|time| Some(Nanos::from_millis(time))).into();
    let screen = shot.text((80, 24));
    assert!(screen.contains("The line is simulated"), "{screen}");
    is_whole(&screen, (80, 24));
    shows(&screen, &["S runs 8 values 5 times each", "B makes a map"]);
    // A line, and no point: nothing was measured.
    assert!(
        screen.contains("⠻⢶⣤⣀") && !screen.contains(['●', '◆']),
        "{screen}"
    );
}

//! Frames of the history, of a comparison and of a race.

use crate::ui::screen::tests::*;
use crate::{
    model::Digest,
    session::Campaign,
    ui::{
        LiveRun, RunHistory,
        pane::{compare::Race, history::PastRun},
        run_view::RunView,
    },
};

fn pool(settings: &str, start: u32, end: u32) -> Digest {
    let middle = start.midpoint(end);
    digest(&format!(
        "set workload=primes tasks=4 {settings}\nserial 400ms\nmain: blocked 0ms {end}ms\n\
         w1: start-up 0ms {start}ms | task 0 {start}ms {middle}ms | task 2 {middle}ms {end}ms\n\
         w2: start-up 0ms {start}ms | task 1 {start}ms {middle}ms | wait {middle}ms {end}ms\nend {end}ms"
    ))
}

fn digest(text: &str) -> Digest {
    let run = scenario::run(text);
    let walls: Vec<_> = run.outcome().iter().map(|outcome| outcome.wall()).collect();
    let figures = Figures::of(std::slice::from_ref(&run));
    Digest::of(&run, figures, &walls, at("500ms"))
}

/// A serial run, and one in each of the other modes.
fn runs() -> Vec<Digest> {
    let mut runs = vec![
        digest(
            "set workload=primes tasks=4 mode=serial\nserial 400ms\n\
             main: task 0 0ms 200ms | task 1 200ms 400ms\nend 400ms",
        ),
        pool("mode=threaded workers=2", 2, 246),
        pool("mode=process workers=2", 40, 290),
        pool("mode=pool workers=2 chunksize=2", 20, 252),
    ];
    runs[3].walls = [250, 252, 255].map(Nanos::from_millis).into();
    runs
}

fn history(runs: &[Digest], selected: u32, marked: &[u32]) -> RunHistory {
    let past = |(index, digest): (usize, &Digest)| PastRun {
        number: u32::try_from(index + 1).unwrap(),
        experiment: None,
        digest: digest.clone(),
        shown: (index > 0).then(|| RunView::opened(digest.run.clone().into())),
    };
    RunHistory::of(
        runs.iter().enumerate().map(past).collect(),
        selected,
        marked,
    )
}

/// Runs that are compared or that race, of which so many have ended and the next one goes on.
struct Contest<'a> {
    runs: &'a [Digest],
    ended: usize,
    is_race: bool,
}

impl Contest<'_> {
    fn frame(&self, size: (u16, u16), theme: &Theme, glyphs: Glyphs) -> Buffer {
        let mut scene = Scene::finished();
        scene.arrangement.show(Pane::Compare);
        let numbers: Vec<_> = (1..).take(self.ended).collect();
        scene.history = history(&self.runs[..self.ended], 1, &numbers);
        let mut going = None;
        if self.is_race {
            let campaign = Campaign::of_modes(self.runs[1].run.experiment(), 2);
            let mut members = campaign.waiting().map(|run| run.member);
            let mut race = Race::of(&campaign, |experiment| experiment.mode.to_string());
            for (&number, member) in numbers.iter().zip(members.by_ref()) {
                race.ended(member, Some(number));
            }
            going = members.next();
            scene.panes.compare.race = Some(race);
        }
        let live =
            scenario::run("set tasks=4\nserial 400ms\nw1: task 0 0ms 90ms\nw2: task 1 0ms 80ms");
        let view = scene.view();
        let live = LiveRun {
            member: going,
            run: Some(&live),
            taken: going.map(|_| Nanos::from_millis(90)),
            now: at("90ms"),
            ..view.live
        };
        whole(size.into(), &View { live, ..view }, theme, glyphs)
    }
}

fn history_text(size: (u16, u16)) -> String {
    let mut scene = Scene::finished();
    scene.history = history(&runs(), 3, &[2, 4]);
    scene.arrangement.show(Pane::History);
    scene.text(size)
}

fn contest_text(runs: &[Digest], ended: usize, is_race: bool, size: (u16, u16)) -> String {
    let contest = Contest {
        runs,
        ended,
        is_race,
    };
    text(&contest.frame(size, &Theme::dark(), Glyphs::unicode()))
}

#[test]
fn the_runs_of_a_session_with_their_pictures() {
    for size in SIZES {
        let screen = history_text(size);
        is_whole(&screen, size);
        shows(&screen, &["4 runs, 2 marked", "Enter open"]);
        let rows = rows(&screen, "History");
        let runs = [
            ("◆ 4 ", "pool 2 ", "252 ms   1.59×"),
            ("▌  3 ", "process 2 ", "290 ms   1.38×"),
            ("◆ 2 ", "threaded 2 ", "246 ms   1.63×"),
            ("1 ▇", "serial ", "400 ms   1.00×"),
        ];
        let end = rows[1].chars().count();
        for (number, mode, figures) in runs {
            let row = row(&rows, number);
            shows(row, &["▇▇▇", mode, figures]);
            assert_eq!(
                row.chars().count(),
                end,
                "not below its title: {row}\n{screen}"
            );
        }
    }
    insta::assert_snapshot!("history_120x36", history_text((120, 36)));
}

/// The ideal of two runs of the same work is one line through both, and the table says in numbers
/// what the bars show.
fn is_a_comparison(screen: &str, size: (u16, u16)) {
    is_whole(screen, size);
    let rows = rows(screen, "Compare");
    let axis = rows
        .iter()
        .position(|row| row.trim_start().starts_with("0 "));
    let (bars, table) = rows.split_at(axis.unwrap_or_else(|| panic!("no axis: {screen}")));
    let ideals = columns(&bars.join("\n"), '┃');
    assert!(ideals.len() >= 4, "{screen}");
    assert!(
        ideals.iter().all(|x| *x == ideals[0]),
        "{ideals:?}: {screen}"
    );
    shows(row(table, "wall time "), &["246 ms", "290 ms +18 %"]);
    shows(row(table, "speedup "), &["1.63×", "1.38× −15 %"]);
    shows(row(table, "start-up "), &["4.00 ms", "≈ 80.0 ms"]);
    let sentence = "run 2 took 18 % more time than run 1 (once each), most of it start-up: 76.0 ms \
        more in all its lanes.";
    shows(&said(screen, "Compare"), &[sentence]);
}

/// The modes stand one above another in their order, however far the race is.
fn is_a_race(screen: &str, size: (u16, u16), places: [&str; 4]) {
    is_whole(screen, size);
    let rows = rows(screen, "Race");
    let modes = ["serial", "threaded", "process", "pool"];
    let runners = places.iter().zip(modes).map(|(place, mode)| {
        let row = row(&rows, &format!("{place} {mode} "));
        rows.iter().position(|other| other == row)
    });
    let runners: Vec<_> = runners.collect();
    assert!(runners.is_sorted(), "{runners:?}: {screen}");
    // Each mode stands above its time.
    let titles = row(&rows, "serial ");
    let walls = row(&rows, "wall time ");
    let end = |row: &str, words: &str| {
        let (before, _) = row
            .split_once(words)
            .unwrap_or_else(|| panic!("no {words}: {screen}"));
        before.chars().count() + words.chars().count()
    };
    for (mode, wall) in [("serial", "400 ms"), ("threaded", "246 ms")] {
        assert_eq!(end(titles, mode), end(walls, wall), "{screen}");
    }
    let words: Vec<_> = titles.split_whitespace().take(4).collect();
    assert_eq!(words, modes, "{screen}");
}

#[test]
fn two_runs_above_one_another_and_a_race() {
    let runs = runs();
    for size in SIZES {
        is_a_comparison(&contest_text(&runs[1..3], 2, false, size), size);
        let live = contest_text(&runs, 2, true, size);
        is_a_race(&live, size, ["✓ ", "✓ ", "● ", "· "]);
        shows(&live, &["2 of 4 modes, against threaded"]);
        let over = contest_text(&runs, 4, true, size);
        is_a_race(&over, size, ["4 ", "1=", "3 ", "1="]);
        shows(&over, &["≈ = may be noise", "≈ 252 ms"]);
    }
    let two = contest_text(&runs[1..3], 2, false, (120, 36));
    insta::assert_snapshot!("compare_120x36", two);
    insta::assert_snapshot!("race_live_80x24", contest_text(&runs, 2, true, (80, 24)));
    insta::assert_snapshot!("race_120x36", contest_text(&runs, 4, true, (120, 36)));
}

#[test]
fn beside_the_table_stands_where_the_time_of_a_lane_went() {
    let runs = runs();
    let two = contest_text(&runs[1..3], 2, false, (200, 50));
    let lanes = "where the time of a lane went, on average";
    shows(&two, &[lanes, "took least", "+44.0 ms, mostly start-up"]);
    let four = contest_text(&runs, 4, false, (200, 50));
    insta::assert_snapshot!("compare_four_200x50", four);
    assert!(four.contains("took least"), "{four}");
    let small = contest_text(&runs, 4, false, (80, 24));
    assert!(!small.contains("took least"), "{small}");
}

#[test]
fn no_lane_of_a_race_moves_when_another_mode_has_ended() {
    let runs = runs();
    for (size, form) in [((80, 24), 28), ((120, 36), 36), ((200, 50), 43)] {
        let axis = |ended| {
            let frame = contest_text(&runs, ended, true, size);
            let rest = |line: &str| line.chars().skip(form).collect::<String>();
            let mut lines = frame.lines().map(rest);
            lines.position(|line| line.trim_start().starts_with("0 "))
        };
        let all: Vec<_> = (1..=4).map(axis).collect();
        let stays = all.iter().all(|row| row.is_some() && *row == all[0]);
        assert!(stays, "{size:?}: {all:?}");
    }
}

#[test]
fn without_colour_and_in_ascii_the_runs_are_still_told_apart() {
    let runs = runs();
    let glyphs = Glyphs::ascii();
    for size in SIZES {
        let look = |theme: &Theme, glyphs| {
            let contest = Contest {
                runs: &runs,
                ended: 4,
                is_race: true,
            };
            text(&contest.frame(size, theme, glyphs))
        };
        let dark = look(&Theme::dark(), Glyphs::unicode());
        let mono = look(&Theme::mono(), Glyphs::unicode());
        let ascii = look(&Theme::mono(), glyphs);
        let looks = [dark, mono, ascii];
        is_said_in_every_look(&looks);
        let [.., ascii] = looks;
        is_whole(&ascii, size);
        // Characters stand for the spans of a lane: tasks, and the idle time behind them.
        let lanes = rows(&ascii, "Race").join("\n");
        let idle = if size.0 > 80 { "///!//" } else { ":::!::" };
        shows(&lanes, &["****", idle]);
    }
}

#[test]
fn no_size_is_too_small_for_the_runs() {
    let runs = runs();
    for (width, height) in (60..70)
        .step_by(3)
        .flat_map(|w| (15..40).map(move |h| (w, h)))
    {
        for ended in [0, 2, 4] {
            history_text((width, height));
            contest_text(&runs, ended, true, (width, height));
            contest_text(&runs, ended.min(2), false, (width, height));
        }
    }
}

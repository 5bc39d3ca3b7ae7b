//! A recorded run that is played in real time, for machines on which a live demonstration may fail.

use super::*;
use crate::{
    base::{CoreId, Nanos, Pid, Ratio},
    log::{Flags, Import, Kind, Span},
    sample::{ProcessSnapshot, Round, script::resident},
    ui::Opened,
};

const RUN: &str = "set mode=pool workers=2 tasks=3 chunksize=1
    serial 40ms
    w1: task 0 0ms 20ms
    w2: task 1 0ms 10ms | task 2 10ms 40ms
    end 40ms";

fn opened(opened: Opened) -> App<Fake> {
    let machine = opened.run.description.machine.clone();
    let experiment = opened
        .run
        .planned()
        .map(|planned| Experiment::clone(planned));
    let experiment = experiment.unwrap_or_default();
    let mut app = App::new(Fake::default(), machine, experiment, vec![opened]);
    app.follow(100, START);
    app
}

fn later(app: &mut App<Fake>, ms: u64) -> Moment {
    let now = START + Nanos::from_millis(ms);
    app.follow(100, now);
    now
}

#[test]
fn a_recorded_run_is_played_as_it_was_and_whole_at_its_end() {
    let mut app = opened(scenario::run(RUN).into());
    press(&mut app, "p");
    let now = later(&mut app, 12);
    let view = app.view(now);
    assert_eq!(view.now, scenario::at("12ms"));
    assert_eq!(view.run.unwrap().tasks_done(), 1);
    assert!(
        view.conclusions.figures.is_none(),
        "the end is not known yet"
    );
    assert!(app.is_playing());
    let now = later(&mut app, 100);
    assert!(!app.is_playing());
    assert!(app.view(now).conclusions.figures.is_some());
}

#[test]
fn a_run_that_is_played_can_stand_and_go_on_faster() {
    let mut app = opened(scenario::run(RUN).into());
    press(&mut app, "p");
    later(&mut app, 4);
    press(&mut app, " ");
    let now = later(&mut app, 1000);
    assert_eq!(app.view(now).now, scenario::at("4ms"), "it stands");
    press(&mut app, "p))");
    // The key was pressed at `START`.
    let now = later(&mut app, 5);
    assert_eq!(app.view(now).now, scenario::at("24ms"));
    let speed = app.view(now).scope.paused.unwrap().speed.unwrap();
    assert_eq!(speed.to_string(), "4");
}

#[test]
fn cores_and_processes_are_those_of_the_recording_at_that_moment() {
    let mut run = scenario::run(&format!("{RUN}\n"));
    let core = CoreId::new(0);
    let info = crate::log::LaneInfo {
        kind: LaneKind::Core,
        number: 0,
        ..run.lanes[0].info
    };
    let usage = |from, to| Span {
        cpu: Ratio::ONE,
        core,
        flags: Flags::CPU,
        ..Span::new(Kind::Usage, scenario::at(from), scenario::at(to))
    };
    let mut lanes = run.lanes.clone();
    lanes.push(crate::log::Lane {
        info,
        spans: vec![usage("0ms", "10ms"), usage("10ms", "20ms")],
        now: None,
    });
    run = run.with_lanes(lanes);
    let snapshot = |at, found: Vec<_>| ProcessSnapshot {
        at: scenario::at(at),
        round: Round {
            asked: vec![crate::sample::Target::process(Pid::new(7))],
            found,
        },
    };
    let mut app = opened(Opened {
        run,
        snapshots: vec![
            snapshot("5ms", vec![resident(7, 1)]),
            snapshot("30ms", Vec::new()),
        ],
    });
    press(&mut app, "p");
    let now = later(&mut app, 12);
    let view = app.view(now);
    assert_eq!(view.cores.rounds(), 1);
    assert!(!view.process_table.find(Pid::new(7)).unwrap().gone);
    let now = later(&mut app, 35);
    let view = app.view(now);
    assert_eq!(view.cores.rounds(), 2);
    assert!(view.process_table.find(Pid::new(7)).unwrap().gone);
}

#[test]
fn of_another_programs_trace_no_core_is_shown_that_is_not_in_it() {
    let mut run = scenario::run(RUN);
    let app = opened(run.clone().into());
    assert_eq!(app.view(START).cores.cores().count(), 2, "this machine's");
    run.origin = Import::default().into();
    let app = opened(run.into());
    assert_eq!(app.view(START).cores.cores().count(), 0);
}

fn imported(name: &str) -> Opened {
    let mut run = scenario::run(RUN);
    run.description.baseline = None;
    run.origin = Import {
        from: format!("/tmp/{name}").into(),
        left_out: 3,
        ..Import::default()
    }
    .into();
    run.into()
}

#[test]
fn nothing_is_run_over_another_programs_trace_until_it_has_been_left() {
    let machine = scenario::run("cores 2").description.machine;
    let own = Experiment::default();
    let mut app = App::new(
        Fake::default(),
        machine,
        own.clone(),
        vec![imported("theirs.json")],
    );
    for keys in ["⏎", "+", "m", "c", "a", "S", "r", "u", "e"] {
        press(&mut app, keys);
        assert!(app.engine.started.is_empty(), "{keys} runs something");
        assert!(app.view(START).run.is_some(), "{keys} takes the trace away");
        assert_eq!(
            app.panes.form.experiment, own,
            "{keys} changes what is not shown"
        );
    }
    press(&mut app, "⏎");
    assert!(note(&app).contains("Esc leaves it"), "{}", note(&app));
    press(&mut app, "⎋");
    assert!(app.view(START).run.is_none());
    press(&mut app, "⏎");
    assert_eq!(app.engine.started, [own.resolve(2).unwrap()]);
}

#[test]
fn traces_that_are_compared_are_called_by_their_files_and_did_not_fail() {
    let machine = scenario::run("cores 2").description.machine;
    let opened = vec![imported("a.json"), imported("b.json")];
    let app = App::new(Fake::default(), machine, Experiment::default(), opened);
    let view = app.view(START);
    let race = app.panes.compare.view(&view);
    for (runner, name) in race.runners.iter().zip(["a.json", "b.json"]) {
        assert_eq!(runner.name, name);
        assert_eq!(runner.state, crate::ui::TrialState::Done);
        assert!(runner.about.is_empty() && runner.ideal.is_none());
    }
    let digests: Vec<_> = race.runners.iter().filter_map(|one| one.digest).collect();
    let lines = crate::model::RunComparison::of(&digests).lines;
    assert!(
        lines
            .iter()
            .all(|line| line.cells.iter().all(Option::is_some))
    );
    let names: Vec<_> = lines.iter().map(|line| line.name).collect();
    assert_eq!(names, ["wall time", "busy, most", "busy, mean"]);
}

#[test]
fn a_caption_is_about_the_moment_that_is_shown_and_about_the_whole_run_only_at_its_end() {
    let run = RUN.replace("0ms 20ms", "0ms 20ms | wait 20ms 40ms");
    let mut app = opened(scenario::run(&run).into());
    let said = |app: &App<Fake>| app.panes.lecture.caption().unwrap_or_default().to_owned();
    press(&mut app, "L");
    later(&mut app, 0);
    let whole = said(&app);
    press(&mut app, "p");
    later(&mut app, 25);
    let tail = "worker 1 has been idle for 0.0 s: tail; worker 2 has the last task";
    assert_eq!(said(&app), tail);
    press(&mut app, " ");
    later(&mut app, 1000);
    assert_eq!(said(&app), tail, "it stands");
    press(&mut app, "p");
    later(&mut app, 2000);
    assert!(!app.is_playing());
    assert_eq!(said(&app), whole);
}

#[test]
fn lanes_keep_their_height_while_a_run_is_played_stands_and_ends() {
    let mut app = opened(scenario::run(RUN).into());
    let inspects = |app: &App<Fake>, now| app.view(now).scope.inspects;
    for focused in [false, true] {
        if focused {
            app.arrangement.focus = Pane::Timeline;
        }
        assert_eq!(inspects(&app, START), focused);
        press(&mut app, "p");
        let now = later(&mut app, 12);
        assert_eq!(inspects(&app, now), focused, "played");
        press(&mut app, " ");
        assert_eq!(inspects(&app, now), focused, "stands");
        press(&mut app, "p");
        let now = later(&mut app, 1000);
        assert_eq!(inspects(&app, now), focused, "over");
    }
}

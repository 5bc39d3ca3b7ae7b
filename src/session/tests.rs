//! A session's behaviour with any engine.

use super::*;
use crate::{
    engine::scripted::Scripted,
    plan::{Experiment, Mode},
};

fn experiment(settings: &[(&str, &str)]) -> Resolved {
    let settings = [
        &[("workload", "primes"), ("size", "9"), ("tasks", "3")],
        settings,
    ]
    .concat();
    Experiment::with(&settings).resolve(2).unwrap()
}

/// A session with that engine, and all that it says of an experiment until it is over.
fn told(engine: &'static Scripted, experiment: &Resolved) -> (Session, Vec<Event>) {
    let machine = Machine {
        cores: 2,
        usable_cores: 2,
        ..Machine::default()
    };
    let mut session = Session::new(machine, Arc::new(|| ()));
    session.engine_for = Box::new(move |_| engine);
    session.start(experiment).unwrap();
    let mut events = session.poll();
    while session.is_running() {
        session.wait(Duration::from_mins(1));
        events.extend(session.poll());
    }
    (session, events)
}

fn phases(events: &[Event]) -> Vec<Phase> {
    let began = events.iter().filter_map(|event| match event {
        Event::Began { phase, .. } => Some(*phase),
        _ => None,
    });
    began.collect()
}

fn end(events: &[Event]) -> Result<bool, String> {
    let mut ends = events.iter().filter_map(|event| match event {
        Event::Finished(end) => Some(end.as_ref().copied().map_err(ToString::to_string)),
        _ => None,
    });
    ends.next().expect("an end")
}

#[test]
fn an_engine_that_needs_a_serial_run_is_asked_for_it_once() {
    let experiment = experiment(&[("repeats", "2")]);
    let answer = || Ok(Scripted::answer(&experiment, "5eed"));
    let engine = Scripted::new(true, vec![answer(), answer(), answer(), answer(), answer()]);
    let (mut session, events) = told(engine, &experiment);
    let run = |number| Phase::Run { number, of: 2 };
    assert_eq!(phases(&events), [Phase::Baseline, run(1), run(2)]);
    assert_eq!(end(&events), Ok(true));
    let modes: Vec<_> = engine.asked().iter().map(|(_, asked)| asked.mode).collect();
    assert_eq!(modes, [Mode::Serial, Mode::Pool, Mode::Pool]);
    // T₁ of the same tasks is known by now.
    session.start(&experiment).unwrap();
    assert_eq!(phases(&session.poll())[0], run(1));
}

#[test]
fn an_engine_that_needs_none_is_asked_for_the_run_alone() {
    let experiment = experiment(&[]);
    let engine = Scripted::new(false, vec![Ok(Scripted::answer(&experiment, "5eed"))]);
    let (_, events) = told(engine, &experiment);
    assert_eq!(phases(&events), [Phase::Run { number: 1, of: 1 }]);
    assert_eq!(end(&events), Ok(true));
}

#[test]
fn an_answer_that_is_not_that_of_the_serial_run_fails_the_run() {
    let experiment = experiment(&[]);
    let replies = ["5eed", "another"].map(|result| Ok(Scripted::answer(&experiment, result)));
    let (_, events) = told(Scripted::new(true, replies.into()), &experiment);
    let end = end(&events).unwrap_err();
    assert!(end.contains("differ from those of the serial run"), "{end}");
}

#[test]
fn what_an_engine_dies_of_is_the_end_of_the_experiment_and_not_of_the_session() {
    let experiment = experiment(&[]);
    let died = Err("it was killed by signal 9".into());
    let engine = Scripted::new(false, vec![died, Ok(Scripted::answer(&experiment, "5eed"))]);
    let (mut session, events) = told(engine, &experiment);
    assert!(end(&events).unwrap_err().contains("signal 9"));
    session.start(&experiment).unwrap();
    session.wait(Duration::from_mins(1));
    assert_eq!(end(&session.poll()), Ok(true));
}

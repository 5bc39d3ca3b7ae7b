//! The classic mistake with `join`: two tasks one after the other, against twice both at once.

use crate::{
    run::Bench,
    table::{Bar, Table},
};
use parscope::lesson::Lesson;
use std::cell::RefCell;

pub(crate) fn bars(table: &mut Table) {
    let preset = Lesson::find_preset("join-early").expect("a preset");
    let trial = |label: &str| {
        let trial = preset
            .first_step()
            .trials
            .iter()
            .find(|trial| trial.label == label);
        trial.expect(label).experiment.clone()
    };
    let (early, late) = (trial("early"), trial("late"));
    // Of one session, so that all tasks are of one size.
    let bench = RefCell::new(Bench::new());
    let time = |experiment| bench.borrow_mut().run(experiment).0;
    table.pair(
        "join: early | twice late",
        &Bar::Within(0.1),
        5,
        || time(&early),
        || time(&late) * 2,
    );
}

//! Replacements for steps that a machine cannot show: recorded runs, or else simulated ones.

use super::{App, Attended, Host, Message, Moment, StepPhase, Trials, first};
use crate::{
    base::Nanos,
    lesson::LessonStep,
    log::Machine,
    model::Prediction,
    sample::Costs,
    store,
    ui::{Opened, run_view::RunView},
};

impl<E: Host> App<E> {
    /// Fills the step with runs of a machine that can show it, and says so.
    pub(super) fn replace_step(&mut self, now: Moment) {
        let cores = |open: &Attended| open.lesson.needs.cores.max(self.machine.usable_cores);
        let Some(open) = &mut self.panes.lesson.open else {
            return;
        };
        let cores = cores(open);
        let costs = self.runs.live.costs().copied().unwrap_or_else(usual_costs);
        let needs = open.lesson.needs;
        let step = open.step();
        let page = open.page_mut();
        let replaced = recorded(step).or_else(|| simulated(step, &costs, cores));
        let Some((runs, told)) = replaced.filter(|_| step.runs()) else {
            let text = "nothing is run here whose time could be simulated";
            self.message = Some(Message::Note(text.into()));
            return;
        };
        if page.phase(step, false) == StepPhase::Asking {
            if !page.has_guess() {
                self.message = Some(Message::Note(first(step).into()));
                return;
            }
            page.answered = true;
        }
        let mut trials = Trials::of_step(step);
        let shown = runs.into_iter().map(|run| RunView::opened(run).kept());
        trials.fill(shown.collect());
        // Where the run was replaced because T₁ was disturbed, running it again may help.
        let why = if page.is_false {
            "T₁ was disturbed here, r runs it again; "
        } else {
            ""
        };
        page.learn(step, &trials, needs);
        page.warning = Some(format!("{why}{told}"));
        if self.engine.is_running() {
            self.engine.stop();
            self.engine(now);
        }
        self.runs.trials = Some(trials);
        self.fill_form();
        self.show_step(now);
    }
}

/// Runs, one for each trial, and the text that says where they are from.
type Replaced = (Vec<Opened>, String);

/// The runs that a step names; `None` where it names none. That they can be read was checked with
/// the lesson.
fn recorded(step: &LessonStep) -> Option<Replaced> {
    let runs = step.recorded.iter();
    let runs = runs.map(|file| Opened::of(store::read(file).ok()?).ok());
    let runs: Vec<_> = runs.collect::<Option<_>>()?;
    let Machine {
        model,
        usable_cores: cores,
        ..
    } = &runs.first()?.run.description.machine;
    let noun = if *cores == 1 { "core" } else { "cores" };
    let told = format!("recorded on {cores} {noun} of {model}, not measured here");
    Some((runs, told))
}

/// The trials as they would go on so many cores; `None` where their time cannot be known.
fn simulated(step: &LessonStep, costs: &Costs, cores: u32) -> Option<Replaced> {
    let runs = step.trials.iter().map(|trial| {
        let experiment = trial.experiment.resolve(cores).ok()?;
        let prediction = Prediction::estimate(&experiment, costs, cores, None)?;
        Some(Opened::from(prediction.run().clone()))
    });
    let told = format!("simulated on {cores} cores: nothing of this was measured");
    Some((runs.collect::<Option<_>>()?, told))
}

/// The costs of starting a process on most machines, where they were not measured on this one.
fn usual_costs() -> Costs {
    let mut costs = Costs::default();
    for (start, ready) in [
        (&mut costs.fork, Nanos::from_millis(1)),
        (&mut costs.spawn, Nanos::from_millis(3)),
        (&mut costs.forkserver, Nanos::from_millis(2)),
    ] {
        start.busy = ready / 4;
        start.ready = ready;
        start.exit = ready / 4;
    }
    costs
}

//! [`LessonPage`]: the state of a step so far: the guess, and what was found out.

use crate::{
    lesson::{GuessForm, KnownMetrics, LessonStep, MachineNeeds, Metrics},
    model::{Disturbance, Noise, Run},
    ui::{StepPhase, Trials, run_view::RunView},
};
use crossterm::event::KeyCode;

/// The longest number that is typed.
const LONGEST: usize = 9;

/// The state of a step so far.
#[derive(Default)]
pub(super) struct LessonPage {
    /// The choice that is or was made.
    pub(super) chosen: Option<usize>,
    /// The number that is or was guessed.
    pub(super) typed: String,
    /// Whether the guess is made.
    pub(super) answered: bool,
    /// The metrics of each trial; before it was run, those that the experiment gives.
    pub(super) claims: Vec<Metrics>,
    /// Whether the trials have been run.
    pub(super) ran: bool,
    /// The trials with their runs, while another step is looked at.
    pub(super) trials: Option<Trials>,
    /// The reason to doubt the result.
    pub(super) warning: Option<String>,
    /// Whether it would reveal a number that is relative to a disturbed T₁.
    pub(super) is_false: bool,
}

impl LessonPage {
    /// The page of a step before it is looked at, on a machine with so many cores.
    pub(super) fn new(step: &LessonStep, cores: u32) -> Self {
        Self {
            claims: step
                .trials
                .iter()
                .map(|trial| match trial.experiment.resolve(cores) {
                    Ok(experiment) => Metrics::given(&experiment, cores),
                    Err(_) => Metrics::default(),
                })
                .collect(),
            ..Self::default()
        }
    }

    pub(super) fn phase(&self, step: &LessonStep, running: bool) -> StepPhase {
        match () {
            () if running => StepPhase::Running,
            () if step.question.is_some() && !self.answered => StepPhase::Asking,
            () if step.runs() && !self.ran => StepPhase::Ready,
            () => StepPhase::Done,
        }
    }

    pub(super) fn has_guess(&self) -> bool {
        self.chosen.is_some() || self.typed.parse::<f64>().is_ok()
    }

    /// A key of a number. Returns whether it is one.
    pub(super) fn type_key(&mut self, code: KeyCode) -> bool {
        match code {
            KeyCode::Backspace => drop(self.typed.pop()),
            KeyCode::Char(c) if c.is_ascii_digit() || c == '.' || c == ',' => {
                let c = if c == ',' { '.' } else { c };
                if self.typed.len() < LONGEST && (c != '.' || !self.typed.contains('.')) {
                    self.typed.push(c);
                }
            }
            _ => return false,
        }
        true
    }

    /// Takes in the results of the trials. Returns whether all of them have been run.
    pub(super) fn learn(
        &mut self,
        step: &LessonStep,
        trials: &Trials,
        needs: MachineNeeds,
    ) -> bool {
        let runs: Option<Vec<&RunView>> = trials
            .results()
            .map(|shown| shown.filter(|shown| shown.run.as_deref().is_some_and(Run::is_over)))
            .collect();
        let Some(runs) = runs else {
            return false;
        };
        let claims = runs.iter().filter_map(|shown| {
            let run = shown.run.as_ref()?;
            Some(Metrics::of(run, shown.figures.as_ref()))
        });
        self.claims = claims.collect();
        let runs = || runs.iter().filter_map(|shown| shown.run.as_deref());
        let mut disturbed = runs().filter_map(Disturbance::of);
        self.is_false = step.is_against_serial() && disturbed.any(Disturbance::is_of_serial);
        let noise = runs();
        let mut noise = noise.flat_map(Noise::all).filter(|_| needs.quiet);
        self.warning = noise.next().map(|noise| {
            format!(
                "noisy: {}; r runs it again, {}",
                noise.badge(),
                instead(step)
            )
        });
        self.ran = true;
        true
    }
}

/// The message that asks for a guess first.
pub(super) fn first(step: &LessonStep) -> &'static str {
    match step.question.as_ref().map(|question| &question.answer) {
        Some(GuessForm::Number(_)) => "type a number first: any guess is better than none",
        _ => "make a guess first: the keys from 1 on choose",
    }
}

/// The key that shows a replacement for a run on this machine.
pub(super) const fn instead(step: &LessonStep) -> &'static str {
    if step.recorded.is_empty() {
        "v simulates"
    } else {
        "v shows a recorded run"
    }
}

/// The unit of a guess at a step's number.
pub(super) fn unit(step: &LessonStep) -> &'static str {
    let answer = step.question.as_ref().map(|question| &question.answer);
    match answer {
        Some(GuessForm::Number(reference)) => reference.figure.unit().sign(),
        _ => "",
    }
}

/// The choice that came out, where that is known: what is right anywhere, or the first whose
/// condition holds, or the one without.
pub(super) fn right(step: &LessonStep, said: KnownMetrics<'_>) -> Option<usize> {
    let GuessForm::Choice(choices) = &step.question.as_ref()?.answer else {
        return None;
    };
    let right = choices.iter().position(|choice| choice.right);
    let holds = || {
        let judged = choices.iter().map(|choice| {
            let conditions = choice.when.iter();
            let all: Option<Vec<_>> = conditions.map(|one| said.holds(one)).collect();
            (!choice.when.is_empty()).then(|| Some(all?.into_iter().all(|holds| holds)))
        });
        let judged: Vec<_> = judged.collect();
        if judged.contains(&Some(None)) {
            return None;
        }
        let first = judged.iter().position(|judged| *judged == Some(Some(true)));
        first.or_else(|| judged.iter().position(Option::is_none))
    };
    right.or_else(holds)
}

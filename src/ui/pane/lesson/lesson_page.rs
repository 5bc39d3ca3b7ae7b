//! [`LessonPage`]: the state of a step so far: the guess, and what was found out.

use crate::{
    lesson::{GuessForm, LessonStep, MachineNeeds, Metrics},
    model::{Disturbance, Noise, Run},
    ui::{Trials, run_view::RunView},
};
use crossterm::event::KeyCode;

/// The longest number that is typed.
const LONGEST: usize = 9;

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum StepPhase {
    /// A guess is waited for.
    Asking,
    /// Its experiment can be run.
    Ready,
    /// Its experiment runs.
    Running,
    /// All of it has been seen.
    Done,
}

/// The state of a step so far.
#[derive(Default)]
pub(in crate::ui) struct LessonPage {
    /// The choice that is or was made.
    pub(in crate::ui) chosen: Option<usize>,
    /// The number that is or was guessed.
    pub(in crate::ui) typed: String,
    /// Whether the guess is made.
    pub(in crate::ui) answered: bool,
    /// The metrics of each trial; before it was run, those that the experiment gives.
    pub(in crate::ui) claims: Vec<Metrics>,
    /// Whether the trials have been run.
    pub(in crate::ui) ran: bool,
    /// The trials with their runs, while another step is looked at.
    pub(in crate::ui) trials: Option<Trials>,
    /// The reason to doubt the result.
    pub(in crate::ui) warning: Option<String>,
    /// Whether it would reveal a number that is relative to a disturbed T₁.
    pub(in crate::ui) is_false: bool,
}

impl LessonPage {
    /// The page of a step before it is looked at, on a machine with so many cores.
    pub(in crate::ui) fn new(step: &LessonStep, cores: u32) -> Self {
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

    pub(in crate::ui) fn phase(&self, step: &LessonStep, running: bool) -> StepPhase {
        match () {
            () if running => StepPhase::Running,
            () if step.question.is_some() && !self.answered => StepPhase::Asking,
            () if step.runs() && !self.ran => StepPhase::Ready,
            () => StepPhase::Done,
        }
    }

    pub(in crate::ui) fn has_guess(&self) -> bool {
        self.chosen.is_some() || self.typed.parse::<f64>().is_ok()
    }

    /// A key of a number. Returns whether it is one.
    pub(in crate::ui) fn type_key(&mut self, code: KeyCode) -> bool {
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
    pub(in crate::ui) fn learn(
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
pub(in crate::ui) fn first(step: &LessonStep) -> &'static str {
    match step.question.as_ref().map(|question| &question.answer) {
        Some(GuessForm::Number(_)) => "type a number first: any guess is better than none",
        _ => "make a guess first: the keys from 1 on choose",
    }
}

/// The key that shows a replacement for a run on this machine.
pub(in crate::ui) const fn instead(step: &LessonStep) -> &'static str {
    if step.recorded.is_empty() {
        "v simulates"
    } else {
        "v shows a recorded run"
    }
}

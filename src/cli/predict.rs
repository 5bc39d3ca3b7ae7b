//! `parscope predict`: predicts an experiment without running it.

use super::{
    CliError, Headless, calibrate,
    format::held,
    printer::{TextForm, print},
    run::EndedRuns,
};
use crate::{
    base::Ratio,
    engine,
    export::{ExportOptions, Forecast, Format, REPORT, Style},
    model::Prediction,
    plan::{Cost, Experiment, Resolved},
    sample::Costs,
    session,
};

/// The experiment that is predicted, and where.
pub(super) struct PredictionRequest<'a> {
    pub(super) experiment: &'a Experiment,
    /// The number of cores; `None`: those of this machine.
    pub(super) cores: Option<u32>,
    /// The speedup that the user expects.
    pub(super) guess: Option<Ratio>,
}

impl PredictionRequest<'_> {
    /// Writes the answer.
    pub(super) fn answer(&self, style: Style, format: Option<&Format>) -> Result<(), CliError> {
        let machine = session::machine();
        let cores = self.cores.unwrap_or(machine.usable_cores);
        let experiment = self.experiment.resolve(cores)?;
        if !experiment.is_predictable() {
            let why = "how long a command takes is not known before: run it with `parscope run`";
            return Err(CliError::Usage(why.into()));
        }
        let costs = calibrate::costs(&machine)?;
        let prediction = match experiment.cost {
            Cost::Time(_) | Cost::Found { .. } => {
                // Its size is found only when it is run.
                Prediction::estimate(&experiment, &costs, cores, None)
            }
            Cost::Default | Cost::Size(_) => measured(&experiment, &costs, cores, style)?,
        };
        let Some(prediction) = prediction else {
            let why = "the serial run took no time, so nothing can be said of others";
            return Err(engine::EngineError::Run(why.into()).into());
        };
        let forecast = Forecast {
            prediction: &prediction,
            guess: self.guess,
            machine: &machine,
        };
        let format = format.unwrap_or(&REPORT);
        let write = held(format.forecast, format)?;
        print(TextForm::of_format(format, style), |out| {
            write(&forecast, ExportOptions::of(style), out)
        })
    }
}

/// The prediction from the task times of a serial run.
fn measured(
    experiment: &Resolved,
    costs: &Costs,
    cores: u32,
    style: Style,
) -> Result<Option<Prediction>, CliError> {
    let serial = experiment.serial();
    let EndedRuns { done, ended } = Headless::new(style.unicode, false)?.collect(&serial)?;
    ended?;
    let baseline = done.last().and_then(|run| run.baseline());
    Ok(baseline.map(|baseline| Prediction::of(experiment, baseline, costs, cores, None)))
}

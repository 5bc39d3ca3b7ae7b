//! [`Opened`]: a run from a file.

use crate::{
    log::{Description, Preview},
    model::{Origin, Run},
    plan::{Experiment, PlanError},
    sample::ProcessSnapshot,
    store::{KeptRun, Recording},
};

/// A run from a file, with what is kept of it besides its spans.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The run.
    pub run: Run,
    /// Its processes as they were seen.
    pub snapshots: Vec<ProcessSnapshot>,
}

impl Opened {
    /// The run in a file. Its description is checked like any input.
    ///
    /// # Errors
    /// [`PlanError`]: its experiment is not valid.
    pub fn of(recording: Recording) -> Result<Self, PlanError> {
        let Recording {
            mut description,
            lanes,
            snapshots,
            is_cut,
        } = recording;
        description.claim_no_more_than_a_trace();
        let mut run = Run::new(origin(&description)?, description).with_lanes(lanes);
        run.is_cut = is_cut;
        Ok(Self { run, snapshots })
    }

    /// The preview of a run whose spans have yet to be read; `None` if it cannot be shown.
    #[must_use]
    pub fn preview(mut preview: Preview) -> Option<Self> {
        preview.description.claim_no_more_than_a_trace();
        let origin = origin(&preview.description).ok()?;
        Run::preview(origin, preview).map(Self::from)
    }

    /// This run for the store, with that digest.
    #[must_use]
    pub fn recorded<'a>(&'a self, digest: &'a [u8]) -> KeptRun<'a> {
        KeptRun {
            description: &self.run.description,
            lanes: &self.run.lanes,
            snapshots: &self.snapshots,
            digest,
        }
    }
}

/// Where the run of a file comes from.
fn origin(description: &Description) -> Result<Origin, PlanError> {
    if let Some(import) = &description.imported {
        return Ok(import.clone().into());
    }
    if description.watched.is_some() {
        return Ok(Origin::Watched);
    }
    let experiment = Experiment::from_json(&description.experiment)?;
    let experiment = experiment.resolve(description.machine.usable_cores)?;
    Ok(experiment.into())
}

impl From<Run> for Opened {
    fn from(run: Run) -> Self {
        Self {
            run,
            snapshots: Vec::new(),
        }
    }
}

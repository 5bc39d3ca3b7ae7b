//! [`Law`]: a law of scaling, fitted to the speedups that were measured with several numbers of
//! workers.
//!
//! All three laws are linear in their parameters once written for the right quantity, so each fit
//! is one linear least squares, exact and without a first guess. What is measured is a time, and a
//! time that is twice as long varies twice as much: so the relative errors are made small.
//!
//! ```text
//! Amdahl      S = 1/(s + (1−s)/P)        1/S − 1/P = s·(1 − 1/P)
//! Gustafson   S = P − s·(P−1)            P − S     = s·(P − 1)
//! USL         S = N/(1 + α(N−1) + βN(N−1))   N/S − 1 = α·(N−1) + β·N(N−1)
//! ```
//!
//! Amdahl's s is the share of the serial run that cannot be shared out; Gustafson's is the share
//! of the parallel run in which only one works, and tells what work would reach that grows with
//! the workers. USL is Gunther's universal scalability law: α is contention, β coherence, and the
//! speedup has a peak where N = √((1−α)/β). Amdahl and Gustafson speak of processors: what was
//! measured with more workers than can go on at once is not held against them.

mod estimate;
mod fit;
mod scaling;
#[cfg(test)]
mod tests;

pub use estimate::Estimate;
pub use scaling::Scaling;

use super::Figures;
use crate::base::Ratio;
use fit::{Observation, fit};
use std::fmt;

/// USL has two parameters and bends only late: with fewer points it would describe their noise.
const LEAST_FOR_USL: usize = 6;

/// A point that lies off the curve by that share of it is not explained by the law.
const FAR: f64 = 0.5;

/// A speedup that was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScalingPoint {
    /// The number of workers.
    pub workers: u32,
    /// S = T₁ / wall time.
    pub speedup: Ratio,
    /// The standard error of the speedup as a share of it, where repeats tell.
    pub error: Option<Ratio>,
}

/// A fitted law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Law {
    /// Some of the work cannot be shared out.
    Amdahl {
        /// Its share of the serial run.
        serial: Estimate,
    },
    /// The work grows with the workers.
    Gustafson {
        /// The share of the parallel run in which only one works.
        serial: Estimate,
    },
    /// Workers queue for what they share, and have to agree with one another.
    Usl {
        /// α: what queues.
        contention: Estimate,
        /// β: what has to be agreed on by each two.
        coherence: Estimate,
    },
}

impl ScalingPoint {
    /// The point of runs with so many workers; `None` where there is no speedup.
    #[must_use]
    pub fn of(workers: u32, figures: &Figures) -> Option<Self> {
        Some(Self {
            workers,
            speedup: figures.speedup?,
            error: figures.wall.relative_error(),
        })
    }
}

impl Law {
    /// Every law that is defined for some points, of which `most` is how many workers can go on
    /// at once. Amdahl and Gustafson need two numbers of workers, USL six. A law that contradicts
    /// the points (faster than ideal, slower than serial, or far off its curve) is not defined.
    #[must_use]
    pub fn all(points: &[ScalingPoint], most: Ratio) -> Vec<Self> {
        let sound = |point: &&ScalingPoint| point.workers > 0 && point.speedup > Ratio::ZERO;
        let points: Vec<_> = points.iter().filter(sound).copied().collect();
        let can_go_on = |point: &&ScalingPoint| f64::from(point.workers) <= most.get();
        let within: Vec<_> = points.iter().filter(can_go_on).copied().collect();
        let laws = [
            Self::amdahl(&within),
            Self::gustafson(&within),
            Self::usl(&points),
        ];
        let explains = |law: &Self| {
            let points = if matches!(law, Self::Usl { .. }) {
                &points
            } else {
                &within
            };
            points.iter().all(|point| law.is_near(point))
        };
        laws.into_iter().flatten().filter(explains).collect()
    }

    fn is_near(&self, point: &ScalingPoint) -> bool {
        let expected = self.speedup(point.workers.into()).get();
        (point.speedup.get() / expected - 1.0).abs() <= FAR
    }

    fn amdahl(points: &[ScalingPoint]) -> Option<Self> {
        let [serial] = fitted(points, 2, |processors, speedup| {
            let inverse = 1.0 / processors;
            (1.0 / speedup - inverse, [1.0 - inverse], 1.0 / speedup)
        })?;
        let serial = serial.within(Some(1.0))?;
        Some(Self::Amdahl { serial })
    }

    fn gustafson(points: &[ScalingPoint]) -> Option<Self> {
        let [serial] = fitted(points, 2, |processors, speedup| {
            (processors - speedup, [processors - 1.0], speedup)
        })?;
        let serial = serial.within(Some(1.0))?;
        Some(Self::Gustafson { serial })
    }

    fn usl(points: &[ScalingPoint]) -> Option<Self> {
        let [contention, coherence] = fitted(points, LEAST_FOR_USL, |n, speedup| {
            (n / speedup - 1.0, [n - 1.0, n * (n - 1.0)], n / speedup)
        })?;
        Some(Self::Usl {
            contention: contention.within(Some(1.0))?,
            coherence: coherence.within(None)?,
        })
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Amdahl { .. } => "Amdahl",
            Self::Gustafson { .. } => "Gustafson",
            Self::Usl { .. } => "USL",
        }
    }

    /// Its parameters, each with the name that it goes by in files.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, Estimate)> {
        match *self {
            Self::Amdahl { serial } | Self::Gustafson { serial } => vec![("serial", serial)],
            Self::Usl {
                contention,
                coherence,
            } => vec![("contention", contention), ("coherence", coherence)],
        }
    }

    /// The speedup that it gives with so many workers: its curve, to be drawn from one worker on.
    #[must_use]
    pub fn speedup(&self, workers: f64) -> Ratio {
        let n = workers.max(1.0);
        Ratio::new(match self {
            Self::Amdahl { serial } => {
                let s = serial.value.get();
                1.0 / (s + (1.0 - s) / n)
            }
            Self::Gustafson { serial } => n - serial.value.get() * (n - 1.0),
            Self::Usl {
                contention,
                coherence,
            } => {
                let (alpha, beta) = (contention.value.get(), coherence.value.get());
                n / (1.0 + alpha * (n - 1.0) + beta * n * (n - 1.0))
            }
        })
    }

    /// Whether its parameters are so uncertain that it says nothing: their intervals are half of
    /// all there could be.
    #[must_use]
    pub fn is_vague(&self) -> bool {
        let width = |(_, one): &(_, Estimate)| one.high.get() - one.low.get();
        self.parameters().iter().any(|one| width(one) > 0.5)
    }

    /// The number of workers beyond which the speedup falls, where it does.
    #[must_use]
    pub fn peak(&self) -> Option<Ratio> {
        match self {
            Self::Usl {
                contention,
                coherence,
            } if coherence.value > Ratio::ZERO => {
                let peak = (1.0 - contention.value.get()) / coherence.value.get();
                Some(Ratio::new(peak.sqrt().max(1.0)))
            }
            _ => None,
        }
    }

    /// The speedup that no number of workers exceeds, where there is one.
    #[must_use]
    pub fn limit(&self) -> Option<Ratio> {
        let inverse = |share: Ratio| (share > Ratio::ZERO).then(|| Ratio::new(1.0 / share.get()));
        match self {
            Self::Amdahl { serial } => inverse(serial.value),
            Self::Gustafson { .. } => None,
            Self::Usl { contention, .. } => match self.peak() {
                Some(peak) => Some(self.speedup(peak.get())),
                None => inverse(contention.value),
            },
        }
    }
}

impl Law {
    /// `at most 8.3× with 34 workers`
    fn most(&self) -> Option<String> {
        // Beyond a thousand it would be a number of the noise.
        let known = |ratio: &Ratio| ratio.get() < 1000.0;
        // Where what limits may be nothing, so may be the limit.
        let parameters = self.parameters();
        let (_, decisive) = parameters.last()?;
        if decisive.may_be_nothing() {
            return None;
        }
        let limit = short(self.limit().filter(known)?);
        Some(match self.peak().filter(known) {
            Some(peak) => format!("at most {limit} with {:.0} workers", peak.get()),
            None => format!("at most {limit}"),
        })
    }
}

impl fmt::Display for Law {
    /// A sentence: `Amdahl: 6.0 % ± 1.2 % serial, at most 17×`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.name())?;
        match self {
            Self::Amdahl { serial } => write!(f, "{serial} serial")?,
            Self::Gustafson { serial } => {
                write!(f, "{serial} serial if the work grows with the workers")?;
            }
            Self::Usl {
                contention,
                coherence,
            } => write!(f, "contention {contention}, coherence {coherence}")?,
        }
        self.most().map_or(Ok(()), |most| write!(f, ", {most}"))
    }
}

/// A factor with as many digits as a fit deserves: `9.4×`, `17×`.
fn short(factor: Ratio) -> String {
    let digits = usize::from(factor.get() < 9.95);
    format!("{:.digits$}×", factor.get())
}

/// Parameters from points with at least so many numbers of workers among them. `equation` gives,
/// for a number of workers and a speedup, y, the coefficients of the parameters, and that of which
/// the error of y is a share.
fn fitted<const K: usize>(
    points: &[ScalingPoint],
    least: usize,
    equation: impl Fn(f64, f64) -> (f64, [f64; K], f64),
) -> Option<[Estimate; K]> {
    let mut counts: Vec<_> = points.iter().map(|point| point.workers).collect();
    counts.sort_unstable();
    counts.dedup();
    if counts.len() < least {
        return None;
    }
    let observe = |point: &ScalingPoint| {
        let (y, x, scale) = equation(point.workers.into(), point.speedup.get());
        Observation {
            y: y / scale,
            x: x.map(|x| x / scale),
            error: point.error.map(Ratio::get),
        }
    };
    fit(&points.iter().map(observe).collect::<Vec<_>>())
}

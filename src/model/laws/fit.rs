//! [`fit`]: linear least squares with one or two parameters.
//!
//! It stands here and comes from no crate because it is a matrix of two by two: the crates that
//! fit more bring a whole linear algebra along.

use super::Estimate;
use crate::model::stats::t95;
use std::array::from_fn;

/// Where every point was repeated, its noise is known as if that many points were to spare: three
/// repeats of two points are.
const REPEATED: f64 = 4.0;

/// Below that share of what it was a pivot is rounding error.
const NOTHING: f64 = 1e-12;

/// An equation y = Σ θ·x + noise, scaled so that the noise of all of them is alike.
pub(super) struct Observation<const K: usize> {
    /// The measured value.
    pub(super) y: f64,
    /// The factors of the parameters.
    pub(super) x: [f64; K],
    /// The noise that its repeats tell of.
    pub(super) error: Option<f64>,
}

/// The parameters that fit best, each with its interval; `None` where they are not determined, or
/// nothing is left over to tell the noise from.
///
/// The noise is what the points deviate from the fit, or what their repeats vary if that is more:
/// two points that happen to lie on a curve are no proof of it.
pub(super) fn fit<const K: usize>(all: &[Observation<K>]) -> Option<[Estimate; K]> {
    let spare = all.len().checked_sub(K).filter(|&spare| spare > 0)?;
    let spare = u32::try_from(spare).ok()?;
    let sum = |term: &dyn Fn(&Observation<K>) -> f64| all.iter().map(term).sum::<f64>();
    let normal = from_fn(|row| from_fn(|column| sum(&|one| one.x[row] * one.x[column])));
    let right = from_fn(|row| sum(&|one| one.x[row] * one.y));
    let covariance = inverse(normal)?;
    let parameters = covariance.map(|row| dot(&row, &right));
    let residuals = all.iter().map(|one| one.y - dot(&one.x, &parameters));
    let deviation = (residuals.map(|r| r * r).sum::<f64>() / f64::from(spare)).sqrt();
    let errors: Vec<_> = all.iter().filter_map(|one| one.error).collect();
    let squares: f64 = errors.iter().map(|error| error * error).sum();
    let told = match u32::try_from(errors.len()) {
        Ok(count @ 1..) => (squares / f64::from(count)).sqrt(),
        _ => 0.0,
    };
    let is_repeated = errors.len() == all.len();
    let freedom = f64::from(spare).max(if is_repeated { REPEATED } else { 1.0 });
    let noise = deviation.max(told) * t95(freedom);
    let halves = (0..K).map(|index| noise * covariance[index][index].sqrt());
    let found = parameters.into_iter().zip(halves);
    let found: Option<Vec<_>> = found
        .map(|(value, half)| Estimate::around(value, half))
        .collect();
    found?.try_into().ok()
}

fn dot<const K: usize>(a: &[f64; K], b: &[f64; K]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The inverse of a matrix A·Aᵀ (Gauss and Jordan, no exchange of rows needed); `None` where it
/// has none.
fn inverse<const K: usize>(mut matrix: [[f64; K]; K]) -> Option<[[f64; K]; K]> {
    let mut result = [[0.0; K]; K];
    for (index, row) in result.iter_mut().enumerate() {
        row[index] = 1.0;
    }
    let diagonal: [f64; K] = from_fn(|index| matrix[index][index]);
    for pivot in 0..K {
        let scale = matrix[pivot][pivot];
        if !(scale.is_finite() && scale > diagonal[pivot] * NOTHING) {
            return None;
        }
        for column in 0..K {
            matrix[pivot][column] /= scale;
            result[pivot][column] /= scale;
        }
        for row in (0..K).filter(|&row| row != pivot) {
            let factor = matrix[row][pivot];
            for column in 0..K {
                matrix[row][column] -= factor * matrix[pivot][column];
                result[row][column] -= factor * result[pivot][column];
            }
        }
    }
    Some(result)
}

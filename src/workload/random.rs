//! [`Random`]: numbers that look random and are the same for ever.
//!
//! A seed must give the same tasks on every machine and in every release, or two people could
//! not compare their runs. `ChaCha8` is fixed by its paper; the use of its bits is fixed here.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// A stream of random numbers.
pub(super) struct Random(ChaCha8Rng);

impl Random {
    /// One of the independent streams that a seed has, numbered as the caller likes.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self(generator)
    }

    /// A whole number below `bound`, zero where that is zero.
    ///
    /// By multiply and shift, which favours no number by more than `bound` / 2^32.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        let product = u64::from(self.0.next_u32()) * u64::from(bound);
        u32::try_from(product >> 32).unwrap_or(0)
    }

    /// A number between 0 and 1, never either of them, so that its logarithm exists.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    pub(super) fn unit(&mut self) -> f64 {
        ((self.0.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }

    /// A standard normal variable, held to −4..=4, by the method of Box and Muller (1958).
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(self.unit())).sqrt();
        let angle = std::f64::consts::TAU * self.unit();
        (radius * libm::cos(angle)).clamp(-4.0, 4.0)
    }

    /// Fills `out` with digits 0..=9, each as likely as the others to within 4 %.
    pub(super) fn digits<T: From<u8>>(&mut self, out: &mut [T]) {
        let mut bytes = [0; 256];
        for out in out.chunks_mut(bytes.len()) {
            let bytes = &mut bytes[..out.len()];
            self.0.fill_bytes(bytes);
            for (digit, &byte) in out.iter_mut().zip(&*bytes) {
                *digit = T::from((u16::from(byte) * 10).to_be_bytes()[0]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_digit_is_about_as_likely_as_the_others() {
        let mut digits = [0_u8; 10_000];
        Random::new(1, 0).digits(&mut digits);
        let mut counts = [0; 10];
        for digit in digits {
            counts[usize::from(digit)] += 1;
        }
        assert!(counts.iter().all(|n| (900..1100).contains(n)), "{counts:?}");
    }

    #[test]
    fn bytes_and_reals_are_filled_with_the_same_digits() {
        let (mut bytes, mut reals) = ([0_u8; 1000], [0_f64; 1000]);
        Random::new(1, 0).digits(&mut bytes);
        Random::new(1, 0).digits(&mut reals);
        assert_eq!(
            reals.map(f64::to_bits),
            bytes.map(|byte| f64::from(byte).to_bits())
        );
    }

    #[test]
    fn streams_of_one_seed_differ() {
        assert_ne!(
            Random::new(1, 0).below(u32::MAX),
            Random::new(1, 1).below(u32::MAX)
        );
    }
}

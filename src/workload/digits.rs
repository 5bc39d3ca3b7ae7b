//! [`digits`]: a table of digits that look random and are the same for ever, in every language.
//!
//! A few lines of Python make the same: a program in Python has the tables of the kernels.

use sha2::{Digest, Sha256};

/// So many digits 0..=9, each as likely as the others to within 4 %.
///
/// They come from the bytes of SHA-256 of the texts `seed:block`: `42:0`, `42:1`, `42:2`, …
pub(super) fn digits(seed: u64, length: usize) -> Vec<u8> {
    let mut digits = Vec::with_capacity(length);
    for block in 0_u64.. {
        let bytes = Sha256::digest(format!("{seed}:{block}"));
        let left = length - digits.len();
        if left == 0 {
            break;
        }
        let taken = bytes.iter().take(left);
        digits.extend(taken.map(|&byte| (u16::from(byte) * 10).to_be_bytes()[0]));
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_means_the_same_digits_in_every_release_and_in_python() {
        assert_eq!(digits(42, 12), [3, 4, 2, 7, 8, 8, 9, 4, 2, 8, 7, 1]);
        assert_eq!(digits(42, 100)[..33], digits(42, 33));
    }

    #[test]
    fn each_digit_is_about_as_likely_as_the_others() {
        let mut counts = [0; 10];
        for digit in digits(7, 10_000) {
            counts[usize::from(digit)] += 1;
        }
        assert!(counts.iter().all(|n| (900..1100).contains(n)), "{counts:?}");
    }
}

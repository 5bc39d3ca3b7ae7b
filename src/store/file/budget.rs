//! [`Budget`]: how much memory the content of a file may take, by the size of the file.
//!
//! A block of 264 kB may unpack into 64 MiB, and that into gigabytes of small things. So all
//! memory is charged before it is taken, and the sum over all blocks counts.

use crate::{
    base::Moment,
    sample::{ProcessSample, ProcessSnapshot, Target},
    store::StoreError,
};
use serde::{
    Deserialize, Deserializer,
    de::{SeqAccess, Visitor},
};
use std::{fmt, marker::PhantomData};

/// Memory that the content of any file may take.
const FREE: usize = 64 << 20;

/// Memory to a byte of the file beyond that: a real span takes several bytes of it.
const PER_BYTE: usize = 64;

/// Memory of a JSON value, with its key and the heap's overhead.
const VALUE: usize = 96;

/// The memory that the content of a file may still take.
pub(super) struct Budget {
    left: usize,
    /// The size of the file.
    file: usize,
}

impl Budget {
    /// The budget of a file of so many bytes.
    pub(super) const fn of(file: usize) -> Self {
        let left = FREE.saturating_add(file.saturating_mul(PER_BYTE));
        Self { left, file }
    }

    /// Charges so many things of so many bytes.
    pub(super) fn charge(&mut self, count: usize, each: usize) -> Result<(), StoreError> {
        let bytes = count.saturating_mul(each);
        self.left = self.left.checked_sub(bytes).ok_or_else(|| {
            StoreError::damaged(format!(
                "it claims more than {} bytes can hold: {bytes} bytes more in memory",
                self.file
            ))
        })?;
        Ok(())
    }

    /// Charges a JSON text and the values read from it.
    pub(super) fn charge_json(&mut self, text: &str) -> Result<(), StoreError> {
        let begins = |byte: &u8| matches!(byte, b',' | b':' | b'[' | b'{');
        self.charge(text.len(), 2)?;
        self.charge(text.bytes().filter(|byte| begins(byte)).count(), VALUE)
    }

    /// Charges packed sightings; `None` where they are none.
    pub(super) fn charge_sightings(&mut self, bytes: &[u8]) -> Option<Result<(), StoreError>> {
        let weight: Weight<SnapshotWeight> = postcard::from_bytes(bytes).ok()?;
        Some(self.charge(weight.bytes, 1))
    }
}

/// A value that takes memory, as it is met in a file.
trait Weighed {
    fn bytes(&self) -> usize;
}

/// The memory that a list would take; read like the list, but without keeping it.
struct Weight<T> {
    bytes: usize,
    of: PhantomData<T>,
}

impl<'de, T: Weighed + Deserialize<'de>> Deserialize<'de> for Weight<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScaleWeight<T>(PhantomData<T>);
        impl<'de, T: Weighed + Deserialize<'de>> Visitor<'de> for ScaleWeight<T> {
            type Value = Weight<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut bytes = 0_usize;
                while let Some(item) = list.next_element::<T>()? {
                    // A list has up to twice the room that it needs.
                    bytes = bytes.saturating_add(item.bytes().saturating_mul(2));
                }
                Ok(Weight {
                    bytes,
                    of: PhantomData,
                })
            }
        }
        deserializer.deserialize_seq(ScaleWeight(PhantomData))
    }
}

/// A [`ProcessSnapshot`], field by field.
#[derive(Deserialize)]
struct SnapshotWeight {
    #[serde(rename = "at")]
    _at: Moment,
    round: Looked,
}

/// A [`crate::sample::Round`], field by field.
#[derive(Deserialize)]
struct Looked {
    asked: Weight<Target>,
    found: Weight<ProcessSample>,
}

impl Weighed for SnapshotWeight {
    fn bytes(&self) -> usize {
        let lists = self
            .round
            .asked
            .bytes
            .saturating_add(self.round.found.bytes);
        lists.saturating_add(size_of::<ProcessSnapshot>())
    }
}

impl Weighed for Target {
    fn bytes(&self) -> usize {
        size_of::<Self>()
    }
}

impl Weighed for ProcessSample {
    fn bytes(&self) -> usize {
        size_of::<Self>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::Pid, sample::Round};

    #[test]
    fn sightings_weigh_what_they_hold() {
        let snapshot = |count: u32| ProcessSnapshot {
            at: Moment::from_nanos(7),
            round: Round {
                asked: (0..count)
                    .map(|pid| Target::process(Pid::new(pid)))
                    .collect(),
                found: Vec::new(),
            },
        };
        let bytes = postcard::to_stdvec(&vec![snapshot(3), snapshot(0)]).unwrap();
        let weight: Weight<SnapshotWeight> = postcard::from_bytes(&bytes).unwrap();
        let all = 2 * (2 * size_of::<ProcessSnapshot>() + 2 * 3 * size_of::<Target>());
        assert_eq!(weight.bytes, all);
    }

    #[test]
    fn the_sum_of_all_claims_counts() {
        let mut budget = Budget::of(0);
        budget.charge(FREE / 2, 1).unwrap();
        budget.charge(FREE / 2, 1).unwrap();
        assert!(budget.charge(1, 1).is_err());
        assert!(Budget::of(0).charge(usize::MAX, 2).is_err());
        assert!(Budget::of(1000).charge(FREE + 1000 * PER_BYTE, 1).is_ok());
        assert!(Budget::of(0).charge_json(&"[0,".repeat(FREE / 96)).is_err());
    }
}

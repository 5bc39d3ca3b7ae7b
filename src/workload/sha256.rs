//! `sha256`: a chain of hashes, each of the one before, so that no part of it can be skipped.
//!
//! The first hash is that of the text `seed:task`, such as `42:7`; each next one is that of the
//! 32 bytes before it. By hand, for size 2:
//! `printf 42:7 | sha256sum | xxd -r -p | sha256sum`.

use super::{Answer, Items, Kernel, Workload, safepoint::blocks};
use crate::base::TaskId;
use sha2::{Digest, Sha256};

pub(super) const WORKLOAD: Workload = Workload {
    name: "sha256",
    about: "hashes a hash of a hash …, with the processor's own instructions if it has them",
    size_unit: Some("hashes in a chain"),
    default_size: 200_000,
    default_tasks: 24,
    takes_items: false,
    arguments: &[],
    is_split: false,
    cost_exponent: 1.0,
    max_size: 10_000_000_000,
    prepare: |items| Box::new(Chain { items }),
};

/// Hashes from one safepoint to the next.
const BLOCK: u64 = 1 << 11;

struct Chain {
    items: Items,
}

impl Kernel for Chain {
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        let mut digest = Sha256::digest(format!("{}:{task}", self.items.seed));
        for block in blocks(self.items.size(task).saturating_sub(1), BLOCK, breathe) {
            for _ in block {
                digest = Sha256::digest(digest);
            }
        }
        Answer::Digest(digest.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Sizes;

    #[test]
    fn a_chain_is_what_sha256sum_says() {
        let kernel = Chain {
            items: Items {
                tasks: 8,
                sizes: Sizes::Each(vec![1, 1, 1, 1, 1, 1, 2, 1]),
                seed: 42,
                ..Items::default()
            },
        };
        let text = |task| kernel.run(TaskId::new(task)).to_string();
        assert_eq!(
            text(7),
            "755dac3729029e2e2976249c4e03b160c699ef71f296c346e22183dc23503c33"
        );
        assert_eq!(
            text(6),
            "59dff449c28dc613063947cfb5489731d387f159a1594b210ddbb98a30639379"
        );
    }
}

//! [`joined`]: one table out of several, each of which has a file of its own.

/// How many rows they have together.
#[must_use]
pub const fn rows<T>(parts: &[&[T]]) -> usize {
    let (mut sum, mut part) = (0, 0);
    while part < parts.len() {
        sum += parts[part].len();
        part += 1;
    }
    sum
}

/// Their rows, one after another.
///
/// # Panics
/// Where there are not [`rows`] of them, or none at all; of a table, before it is built.
#[must_use]
pub const fn joined<T: Copy, const ROWS: usize>(parts: &[&[T]]) -> [T; ROWS] {
    let mut part = 0;
    while parts[part].is_empty() {
        part += 1;
    }
    let mut all = [parts[part][0]; ROWS];
    let mut at = 0;
    while part < parts.len() {
        let mut row = 0;
        while row < parts[part].len() {
            all[at] = parts[part][row];
            at += 1;
            row += 1;
        }
        part += 1;
    }
    assert!(at == ROWS, "a table of another length than its parts");
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_is_lost_between_two_files_of_a_table() {
        const PARTS: &[&[u8]] = &[&[], &[1, 2], &[], &[3]];
        const ALL: [u8; rows(PARTS)] = joined(PARTS);
        assert_eq!(ALL, [1, 2, 3]);
    }
}

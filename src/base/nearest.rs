//! [`nearest`]: the word that was meant, where there is no such one.

/// The candidate most like `text`, if any is like it at all.
#[must_use]
pub fn nearest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| {
            // The one forgives a wrong ending, the other swapped letters.
            let likeness = strsim::jaro_winkler(text, candidate)
                .max(strsim::normalized_damerau_levenshtein(text, candidate));
            (likeness, candidate)
        })
        .filter(|(likeness, _)| *likeness > 0.65)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

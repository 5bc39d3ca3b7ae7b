//! [`found`]: the meaning of `{…}` in GNU parallel.

use super::{TemplatePart, Place};

/// A spelling that was found in braces.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A place for something.
    Place(Place),
    /// A place that GNU parallel has and parscope has not.
    Refused {
        /// The reason, and what to write instead.
        why: String,
        /// Whether GNU parallel, too, has it only where it was asked for with `--plus`.
        plus: bool,
    },
}

/// The parts of an input, by the suffix of its number.
const PARTS: [(&str, TemplatePart); 5] = [
    ("", TemplatePart::Whole),
    (".", TemplatePart::WithoutExtension),
    ("/", TemplatePart::Base),
    ("//", TemplatePart::Folder),
    ("/.", TemplatePart::Stem),
];

/// Places that `--plus` adds.
const PLUS: [&str; 19] = [
    "+/", "+.", "+..", "+...", "..", "...", "/..", "/...", "##", "0%", "0#", "choose_k", "uniq",
    "slot", "sshlogin", "host", "agrp", "hgrp", "+",
];

/// The spelling at the beginning of a text that begins with a brace, and its length; `None` where
/// it means nothing to GNU parallel.
pub(super) fn found(text: &str) -> Option<(Found, usize)> {
    if let Some(perl) = perl(text) {
        return Some(perl);
    }
    let end = text.find('}')?;
    let (inner, length) = (text.get(1..end)?, end + 1);
    let whole = &text[..length];
    let refused = |why: String, plus| Some((Found::Refused { why, plus }, length));
    let place = |place| Some((Found::Place(place), length));
    match inner {
        "#" => return place(Place::Number),
        "%" => return place(Place::Slot),
        _ => {}
    }
    if let Some(part) = part(inner) {
        return place(Place::All(part));
    }
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = inner.split_at(digits);
    if let Ok(number) = number.parse::<usize>()
        && let Some(part) = part(rest.trim_end())
    {
        return match number.checked_sub(1) {
            Some(source) if rest == rest.trim_end() => place(Place::One(source, part)),
            Some(_) => refused(format!("`{whole}` has a space in it: leave that out"), false),
            None => refused(
                format!("`{whole}` stands for no input: they are counted from 1, as in {{1}}"),
                false,
            ),
        };
    }
    if let Some(back) = inner.strip_prefix('-') {
        let digits = back.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && part(&back[digits..]).is_some() {
            return refused(
                format!(
                    "`{whole}` counts the lists of inputs from the last one, which parscope does \
                     not: count from the first, as in {{1}}"
                ),
                false,
            );
        }
    }
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let cut = |text: &str| {
        let mut parts = text.split(':');
        text.starts_with('-') || text.is_empty() || parts.all(is_number)
    };
    let is_plus = PLUS.contains(&inner)
        || digits > 0 && (PLUS.contains(&rest) || matches!(rest, "#" | "%"))
        || rest.strip_prefix(':').is_some_and(cut);
    if is_plus {
        return refused(
            format!(
                "`{whole}` is GNU parallel's (--plus), and parscope does not know it: there are {{}}, \
                 {{.}}, {{/}}, {{//}}, {{/.}}, the same with a number as in {{1.}}, {{#}} and {{%}}"
            ),
            true,
        );
    }
    None
}

/// Perl in braces: `{= s/a/b/ =}`, also with a number before it.
fn perl(text: &str) -> Option<(Found, usize)> {
    let inner = text[1..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    let rest = inner.strip_prefix('=')?;
    let end = text.len() - rest.len() + rest.find("=}")? + 2;
    let why = format!(
        "`{}` is Perl, which only GNU parallel runs: use {{.}}, {{/}}, {{//}} or {{/.}}, or have a \
         shell do it, as in sh -c '…' sh {{}}",
        &text[..end]
    );
    Some((Found::Refused { why, plus: false }, end))
}

fn part(text: &str) -> Option<TemplatePart> {
    let known = PARTS.iter().find(|(name, _)| *name == text);
    known.map(|&(_, part)| part)
}

//! [`legend`]: the words beside a colour.

use super::{Idle, Shade, Tone};
use crate::log::{KindNames, Use};
use std::borrow::Cow;

/// Beside some tones of one word: that, and what kinds of a log's own are called that look so.
#[must_use]
pub fn legend(tones: &[Tone], word: &'static str, kinds: &KindNames) -> Cow<'static, str> {
    let look = |usage| Tone::of(usage, Shade::A, Idle::Waits);
    let alike = kinds
        .all()
        .filter(|(kind, _)| tones.contains(&look(Use::Class(kind.class()))));
    alike.fold(Cow::Borrowed(word), |words, (_, name)| {
        format!("{words}, {name}").into()
    })
}

//! [`KindNames`]: what the kinds are called that a log has besides the known ones.

use super::{Kind, OtherKind};
use crate::base::Text;
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap};

/// The names of other kinds, as the description of a log has them: `{"128": "pickle"}`. Known kinds
/// keep their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<u8, Text>", into = "BTreeMap<u8, Text>")]
pub struct KindNames(Vec<Text>);

impl KindNames {
    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names by the number of their kind; empty where it has none.
    #[must_use]
    pub fn by_number(&self) -> &[Text] {
        &self.0
    }

    /// The name that another kind was given.
    #[must_use]
    pub fn given(&self, kind: OtherKind) -> Option<&Text> {
        let name = self.0.get(usize::from(kind.number()));
        name.filter(|name| !name.is_empty())
    }

    /// The kinds that have a name, with it.
    pub fn all(&self) -> impl Iterator<Item = (OtherKind, &Text)> {
        let all = (0..=u8::MAX).zip(&self.0);
        let all = all.filter_map(|(number, name)| match Kind::of_number(number)? {
            Kind::Other(kind) => Some((kind, name)),
            _ => None,
        });
        all.filter(|(_, name)| !name.is_empty())
    }

    /// These names, without those of some kinds.
    #[must_use]
    pub fn only(&self, is_wanted: impl Fn(OtherKind) -> bool) -> Self {
        let mut names = self.clone();
        for (kind, _) in self.all().filter(|(kind, _)| !is_wanted(*kind)) {
            names.0[usize::from(kind.number())] = Text::default();
        }
        names
    }

    /// The name of a kind: `kind 47` where the log gives none.
    #[must_use]
    pub fn of(&self, kind: Kind) -> Cow<'static, str> {
        match kind {
            Kind::Other(other) => {
                let given = self.given(other).map(ToString::to_string);
                given.unwrap_or_else(|| other.to_string()).into()
            }
            known => Cow::Borrowed(known.into()),
        }
    }
}

impl FromIterator<(u8, &'static str)> for KindNames {
    fn from_iter<T: IntoIterator<Item = (u8, &'static str)>>(names: T) -> Self {
        let names = names
            .into_iter()
            .map(|(number, name)| (number, name.into()));
        Self::from(names.collect::<BTreeMap<u8, Text>>())
    }
}

impl From<BTreeMap<u8, Text>> for KindNames {
    fn from(names: BTreeMap<u8, Text>) -> Self {
        let mut all = Vec::new();
        for (number, name) in names {
            if let Some(Kind::Other(_)) = Kind::of_number(number) {
                all.resize(usize::from(number), Text::default());
                all.push(name);
            }
        }
        Self(all)
    }
}

impl From<KindNames> for BTreeMap<u8, Text> {
    fn from(names: KindNames) -> Self {
        let all = names
            .all()
            .map(|(kind, name)| (kind.number(), name.clone()));
        all.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Class;

    #[test]
    fn a_name_is_that_of_its_number_and_no_known_kind_gets_another() {
        let text = r#"{"4":"my task","128":"pickle","160":"gc\u001b"}"#;
        let names: KindNames = serde_json::from_str(text).unwrap();
        let kind = |class, index| Kind::Other(OtherKind::new(class, index).unwrap());
        assert_eq!(names.of(Kind::Task), "task");
        assert_eq!(names.of(kind(Class::Transfer, 0)), "pickle");
        assert_eq!(names.of(kind(Class::Service, 0)), "gc\\u{1b}");
        assert_eq!(names.of(kind(Class::Other, 15)), "kind 47");
        let again = serde_json::to_string(&names).unwrap();
        assert_eq!(again, r#"{"128":"pickle","160":"gc\u001b"}"#);
        assert!(serde_json::from_str::<KindNames>(r#"{"256":"x"}"#).is_err());
    }
}

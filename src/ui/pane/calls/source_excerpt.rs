//! [`SourceExcerpt`]: the lines of source around a call.

use super::{PaneContext, below, cut, row};
use crate::{
    base::{Bytes, Text, read_file, visible},
    log::Call,
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};
use std::{fs, path::Path, time::SystemTime};

/// The longest file that is read.
const MOST: Bytes = Bytes::new(64 << 10);

/// Lines that are kept before the call and after it.
const AROUND: usize = 100;

/// Lines of source around a call, or why there are none.
#[derive(Debug)]
pub(super) struct SourceExcerpt {
    file: Text,
    /// The line of the call.
    line: u32,
    /// The number of the first line that is kept.
    first: usize,
    lines: Vec<String>,
    /// The reason why there are none, or why they may be others than those that ran.
    note: Option<String>,
}

impl SourceExcerpt {
    /// Reads the lines around a call that was made at that time, as far as that is known, by a program that was
    /// started in that folder.
    pub(super) fn read(folder: &str, call: &Call, called: Option<SystemTime>) -> Self {
        let path = Path::new(folder).join(call.file.raw());
        let mut excerpt = Self {
            file: call.file.clone(),
            line: call.line,
            first: 1,
            lines: Vec::new(),
            note: None,
        };
        if call.file.is_empty() || call.line == 0 {
            excerpt.note = Some("it is not known where it was called".into());
            return excerpt;
        }
        let name = call.place();
        let content = match read_file(&path, MOST) {
            Ok(content) => content,
            Err(error) => {
                excerpt.note = Some(format!("{name} cannot be shown: {error}"));
                return excerpt;
            }
        };
        let Ok(text) = String::from_utf8(content) else {
            excerpt.note = Some(format!("{name} cannot be shown: it is no text"));
            return excerpt;
        };
        let changed = fs::metadata(&path).and_then(|about| about.modified()).ok();
        excerpt.note = match changed.zip(called) {
            Some((changed, called)) if changed > called => {
                Some("the file was changed after the call".into())
            }
            Some(_) => None,
            None => Some("as the file is now".into()),
        };
        let at = call.line as usize;
        let first = at.saturating_sub(AROUND).max(1);
        let lines = text.lines().skip(first - 1).take(2 * AROUND + 1);
        excerpt.lines = lines
            .map(|line| visible(&line.replace('\t', "    ")).into_owned())
            .collect();
        excerpt.first = first;
        if at >= first + excerpt.lines.len() {
            excerpt.note = Some(format!("{name} has no such line any more"));
            excerpt.lines.clear();
        }
        excerpt
    }

    /// Whether these are the lines around that call.
    pub(super) fn is_of(&self, call: &Call) -> bool {
        self.file == call.file && self.line == call.line
    }

    /// Draws the lines around the call, which is marked, and above them a note about them.
    pub(super) fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let theme = look.theme;
        let mut rest = area;
        if let Some(note) = &self.note {
            let text = cut(note, area.width.into(), look.glyphs);
            Line::styled(text, theme.dim).render(row(area, 0), buffer);
            rest = below(area, 1);
        }
        let at = (self.line as usize).saturating_sub(self.first);
        let shown = super::super::around(at, self.lines.len(), rest.height);
        let digits = (self.first + self.lines.len()).to_string().len();
        for (place, index) in (0..).zip(shown) {
            let (mark, style) = if index == at {
                (look.glyphs.pointer, theme.title)
            } else {
                (" ", theme.text)
            };
            let number = format!("{:>digits$} ", self.first + index);
            let room = usize::from(rest.width).saturating_sub(number.len() + 1);
            let line = Line::from(vec![
                Span::styled(mark, theme.key),
                Span::styled(number, theme.dim),
                Span::styled(cut(&self.lines[index], room, look.glyphs), style),
            ]);
            line.render(row(rest, place), buffer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn call(file: &Path, line: u32) -> Call {
        Call {
            file: file.to_str().unwrap().into(),
            line,
            ..Call::default()
        }
    }

    #[test]
    fn a_file_that_changed_or_is_gone_is_said_and_nothing_in_it_reaches_the_terminal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sim.py");
        let of = |line, called| SourceExcerpt::read("/", &call(&path, line), called);
        assert!(of(1, None).note.unwrap().contains("cannot be shown"));
        fs::write(&path, "import os\n\tpool.map(f, x) \x1b[2J\n").unwrap();
        let later = SystemTime::now() + Duration::from_secs(9);
        let seen = of(2, Some(later));
        assert_eq!(seen.note, None);
        assert_eq!(seen.lines[1], "    pool.map(f, x) \\u{1b}[2J");
        let earlier = SystemTime::now() - Duration::from_secs(9);
        assert!(of(2, Some(earlier)).note.unwrap().contains("changed after"));
        assert_eq!(of(2, None).note.as_deref(), Some("as the file is now"));
        let gone = of(9, Some(later));
        assert!(gone.lines.is_empty() && gone.note.unwrap().contains("no such line"));
        fs::write(&path, vec![b'x'; 70_000]).unwrap();
        assert!(of(1, None).note.unwrap().contains("larger than"));
    }
}

//! [`CodePane`]: how far the code is scrolled.

use super::ProgramText;
use crate::ui::CodeCommand;

/// Lines that are shown on two pages, so that one finds one's place.
const SHARED: usize = 2;

/// How far the code is scrolled.
#[derive(Debug, Default)]
pub(in crate::ui) struct CodePane {
    /// The first line that is shown; `None`: one from which the last change can be seen.
    pub(super) first: Option<usize>,
}

impl CodePane {
    /// Scrolls a program by a page.
    pub(in crate::ui) fn scroll(&mut self, command: CodeCommand, program: &ProgramText) {
        let page = usize::from(program.room).saturating_sub(SHARED).max(1);
        let first = program.first(self.first);
        let wanted = match command {
            CodeCommand::Back => first.saturating_sub(page),
            CodeCommand::Forward => first + page,
        };
        self.first = Some(program.first(Some(wanted)));
    }

    /// Goes to where the form has changed it.
    pub(in crate::ui) const fn follow(&mut self) {
        self.first = None;
    }
}

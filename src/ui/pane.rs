//! The panes: each is a part of the screen with one job, and makes widgets from the model.
//!
//! A pane is a folder with its state, its keys and its drawing; its row in [`panes`] adds it to
//! the dashboard.

mod band;
pub(super) mod calls;
pub(super) mod code;
pub(super) mod compare;
mod component;
pub(super) mod consent;
mod context;
pub(super) mod cores;
pub(super) mod experiment;
pub(super) mod findings;
pub(super) mod header;
pub(super) mod help;
pub(super) mod history;
mod inspector;
pub(super) mod laws;
pub(super) mod lecture;
pub(super) mod ledger;
pub(super) mod lesson;
pub(super) mod log;
pub(super) mod output;
pub(super) mod palette;
mod place;
pub(super) mod preset;
pub(super) mod presets;
pub(super) mod processes;
pub(super) mod results;
pub(super) mod search_list;
pub(super) mod speedup;
mod standing;
pub(super) mod status;
pub(super) mod sweep;
mod text;
pub(super) mod timeline;

pub(super) use component::{Component, Rows};
pub(super) use context::PaneContext;
use place::{around, below, row};
use ratatui::{buffer::Buffer, layout::Rect};
use standing::Standing;
use text::{cut, fitting, joined, lines, rows, wrapped};

/// Declares, from a list of panes, [`Pane`] with their names and [`Panes`] with their states.
macro_rules! panes {
    ($($(#[$about:meta])* $pane:ident => $field:ident: $folder:ident::$state:ident,)*) => {
        /// A part of the screen with one job. In the order in which they are visited.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, Default, strum::VariantArray, strum::IntoStaticStr,
        )]
        #[strum(serialize_all = "kebab-case")]
        pub enum Pane {
            $($(#[$about])* $pane),*
        }

        /// The state of each pane.
        #[derive(Default)]
        pub struct Panes {
            $(pub(super) $field: $folder::$state),*
        }

        /// The keys that show panes.
        pub(super) const SHOW_KEYS: &[component::Rows] = &[$($folder::$state::SHOW),*];

        /// The keys of panes.
        pub(super) const PANE_KEYS: &[component::Rows] = &[$($folder::$state::KEYS),*];

        impl Pane {
            /// Its name in a sentence.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$pane => $folder::$state::NAME),*
                }
            }

            /// Whether it gets the focus after the others.
            pub(super) const fn is_visited_last(self) -> bool {
                match self {
                    $(Self::$pane => $folder::$state::IS_VISITED_LAST),*
                }
            }
        }

        impl Panes {
            /// Draws a pane.
            pub(super) fn draw(
                &self,
                pane: Pane,
                look: &PaneContext<'_>,
                area: Rect,
                buffer: &mut Buffer,
            ) {
                match pane {
                    $(Pane::$pane => self.$field.draw(look, area, buffer)),*
                }
            }
        }
    };
}

panes! {
    /// The parameters.
    Experiment => form: experiment::Form,
    /// How busy every core is.
    Cores => cores: cores::CoresPane,
    /// The lanes, and what each did and is doing.
    #[default]
    Timeline => timeline: timeline::TimelineState,
    /// The process tree.
    Processes => processes: processes::ProcessesPane,
    /// Where the time went.
    Ledger => ledger: ledger::LedgerPane,
    /// The results of a sweep so far.
    Sweep => sweep: sweep::SweepPane,
    /// The speedup, and its reasons.
    Speedup => speedup: speedup::SpeedupPane,
    /// The findings about the run.
    Findings => findings: findings::FindingsPane,
    /// The program in Python that does what the form says.
    Code => code: code::CodePane,
    /// The laws that follow from runs with other numbers of workers.
    Laws => laws: laws::LawsPane,
    /// The messages so far.
    Log => log: log::SessionLog,
    /// The runs of the session.
    History => history: history::HistoryPane,
    /// Runs above one another on one axis.
    Compare => compare: compare::ComparePane,
    /// The calls of a program that is watched.
    Calls => calls: calls::CallsPane,
    /// Its output.
    Output => output: output::OutputPane,
    /// The lessons, or a step of one.
    Lesson => lesson: lesson::Lessons,
    /// The whole screen, for a projector.
    Lecture => lecture: lecture::LectureMode,
}

/// The windows over the panes, the lowest first.
#[derive(Default)]
pub struct Windows {
    /// The list of presets, while one is being chosen.
    pub(super) presets: Option<presets::Picker>,
    pub(super) help: help::Help,
    /// The list of everything that can be done, while it is open.
    pub(super) palette: Option<palette::Palette>,
    /// Whether a command may be run, while that is asked.
    pub(super) question: Option<consent::ConsentQuestion>,
    /// The question about the program that runs, while it is asked.
    pub(super) leaving: Option<output::LeaveQuestion>,
}

impl Windows {
    /// Draws those that are open. Where there is no room for the panes, only what is asked is drawn.
    pub(super) fn draw(
        &self,
        look: &PaneContext<'_>,
        has_room: bool,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        if has_room {
            if let Some(picker) = &self.presets {
                presets::draw(picker, look, area, buffer);
            }
            help::draw(&self.help, look, area, buffer);
            if let Some(palette) = &self.palette {
                palette::draw(palette, look, area, buffer);
            }
        }
        if let Some(question) = &self.question {
            question.draw(look, area, buffer);
        }
        if let Some(leaving) = &self.leaving {
            leaving.draw(look, area, buffer);
        }
    }
}

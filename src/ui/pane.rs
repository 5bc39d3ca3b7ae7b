//! The panes: each a part of the screen with one job. It knows the model and makes widgets of it.
//!
//! A pane is a folder with its state, its keys and its drawing, which its row in [`panes`] makes
//! known to everything else.

mod band;
pub(super) mod compare;
mod component;
pub(super) mod consent;
mod context;
pub(super) mod cores;
pub(super) mod course;
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
pub(super) mod palette;
mod place;
pub(super) mod presets;
pub(super) mod processes;
pub(super) mod results;
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

/// Makes [`Pane`], which names them, and [`Panes`], which has the state of each, of a list of them.
macro_rules! panes {
    ($($(#[$about:meta])* $pane:ident => $folder:ident::$state:ident,)*) => {
        /// A part of the screen with one job. In the order in which they are visited.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, Default, strum::VariantArray, strum::IntoStaticStr,
        )]
        #[strum(serialize_all = "kebab-case")]
        pub enum Pane {
            $($(#[$about])* $pane),*
        }

        /// The state of each pane.
        #[derive(Debug, Default)]
        pub struct Panes {
            $(pub(super) $folder: $folder::$state),*
        }

        /// The keys that show panes.
        pub(super) const SHOW_KEYS: &[component::Rows] = &[$($folder::$state::SHOW),*];

        /// The keys that panes bring along.
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
                    $(Pane::$pane => self.$folder.draw(look, area, buffer)),*
                }
            }
        }
    };
}

panes! {
    /// The parameters.
    Experiment => experiment::ExperimentPane,
    /// How busy every core is.
    Cores => cores::CoresPane,
    /// What every lane did and is doing.
    #[default]
    Timeline => timeline::TimelinePane,
    /// Who started whom.
    Processes => processes::ProcessesPane,
    /// Where the time went.
    Ledger => ledger::LedgerPane,
    /// What came of a sweep so far.
    Sweep => sweep::SweepPane,
    /// How much faster than serial.
    Speedup => speedup::SpeedupPane,
    /// What was found out about the run.
    Findings => findings::FindingsPane,
    /// What follows from runs with other numbers of workers.
    Laws => laws::LawsPane,
    /// What happened so far.
    Log => log::LogPane,
    /// The runs of the session.
    History => history::HistoryPane,
    /// Runs above one another on one axis.
    Compare => compare::ComparePane,
    /// The lessons, or a step of one.
    Lesson => course::LessonPane,
    /// The whole screen, for a projector.
    Lecture => lecture::LecturePane,
}

//! [`LectureMode`]: the caption of lecture mode, and the panes to go back to.
//!
//! A caption stands still for long enough to be read aloud, also where the run has gone on. The
//! result of a run is said at once, and so is what a picture that stands shows.

use crate::{
    base::{Moment, Nanos},
    ui::Pane,
};

/// The least time that a caption stands.
const STANDS: Nanos = Nanos::from_millis(700);

/// The state of lecture mode.
#[derive(Debug, Default)]
pub(in crate::ui) struct LectureMode {
    /// The places to go back to; `None` outside of lecture mode.
    pub(in crate::ui) back: Option<[Pane; 2]>,
    caption: Option<String>,
    /// When it was first shown.
    since: Moment,
    /// Whether it is of a run that was over.
    over: bool,
}

impl LectureMode {
    /// The caption, if there is one.
    pub(in crate::ui) fn caption(&self) -> Option<&str> {
        self.caption.as_deref()
    }

    pub(in crate::ui) const fn is_on(&self) -> bool {
        self.back.is_some()
    }

    /// Changes the caption, if it is time for that, or if the picture `stands`. Returns whether it
    /// changed.
    pub(in crate::ui) fn say(
        &mut self,
        text: Option<String>,
        over: bool,
        stands: bool,
        now: Moment,
    ) -> bool {
        let due = over != self.over
            || stands
            || self.caption.is_none()
            || text.is_none()
            || now.since(self.since) >= STANDS;
        if !due || text == self.caption {
            return false;
        }
        self.caption = text;
        self.over = over;
        self.since = now;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(millis: u64) -> Moment {
        Moment::default() + Nanos::from_millis(millis)
    }

    #[test]
    fn a_caption_stands_still_until_it_can_have_been_read() {
        let mut lecture = LectureMode::default();
        assert!(lecture.say(Some("one".into()), false, false, after(1000)));
        assert!(!lecture.say(Some("two".into()), false, false, after(1600)));
        assert_eq!(lecture.caption(), Some("one"));
        assert!(lecture.say(Some("two".into()), false, false, after(1700)));
        assert!(!lecture.say(Some("two".into()), false, false, after(9000)));
    }

    #[test]
    fn whoever_steps_through_a_run_never_reads_of_the_step_before() {
        let mut lecture = LectureMode::default();
        lecture.say(Some("one".into()), false, true, after(1000));
        assert!(lecture.say(Some("two".into()), false, true, after(1001)));
    }

    #[test]
    fn what_a_run_comes_to_is_said_at_once() {
        let mut lecture = LectureMode::default();
        lecture.say(Some("one".into()), false, false, after(1000));
        assert!(lecture.say(Some("it is done".into()), true, false, after(1001)));
        assert!(lecture.say(Some("again".into()), false, false, after(1002)));
        assert!(lecture.say(None, false, false, after(1003)));
    }
}

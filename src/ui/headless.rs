//! [`HeadlessDashboard`]: the dashboard without a terminal and without hands.
//!
//! Whoever plays it says which keys are pressed and how much time passes. While nothing is measured
//! the time is nobody's: it passes as fast as it is told to, and always in the same way, so that a
//! run from a file that is played twice looks the same twice. From the first measurement on, a
//! second is a second.

use crate::{
    base::{Moment, Nanos, now},
    session::{Session, machine},
    store::kept_costs,
    theme::ThemeSet,
};
use crate::{
    theme::Glyphs,
    ui::{
        Message, Options, UiError,
        app::{App, AppRequest},
        event::UiEvent,
        screen::paint,
    },
};
use crossterm::event::KeyEvent;
use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
};
use std::{
    io,
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
};

/// The least time between two frames while something is measured, for a frame takes part of it.
const MEASURING: Nanos = Nanos::from_millis(100);

/// The dashboard on a screen that is only in memory.
pub struct HeadlessDashboard {
    app: App<Session>,
    theme_set: ThemeSet,
    glyphs: Glyphs,
    screen: Buffer,
    clock: HeadlessClock,
    events: Receiver<UiEvent>,
}

/// What time it is.
enum HeadlessClock {
    /// What was said to have passed, from a beginning that is always the same.
    Told(Moment),
    /// That of the machine; what was said to have passed has passed then.
    Real(Moment),
}

impl HeadlessDashboard {
    /// The dashboard on an empty screen of that size.
    ///
    /// # Errors
    /// The system's, where it has no thread for what looks at the machine; [`UiError::Opened`] of a
    /// run that cannot be read.
    pub fn open(mut options: Options, (columns, rows): (u16, u16)) -> Result<Self, UiError> {
        options.complete()?;
        let (sender, events) = mpsc::channel();
        let here = machine();
        let session = Session::new(here.clone(), {
            // Who cannot be told any more is about to end.
            Arc::new(move || drop(sender.send(UiEvent::Session)))
        });
        // What is opened looks the same wherever it is played.
        let recorded = options.opened.first();
        let recorded = recorded.map(|opened| opened.run.description.machine.clone());
        let is_live = recorded.is_none();
        let costs = is_live.then(|| kept_costs(&here)).flatten();
        let looks = options.looks.clone();
        let clock = if is_live {
            HeadlessClock::Real(now())
        } else {
            HeadlessClock::Told(Moment::from_nanos(0) + Nanos::from_millis(1_000))
        };
        let begun = clock.now();
        let app = options.begin(session, recorded.unwrap_or(here), costs.as_ref(), begun);
        let mut dashboard = Self {
            app,
            theme_set: ThemeSet::new(looks.theme, looks.depth, looks.background),
            glyphs: if looks.unicode {
                Glyphs::unicode()
            } else {
                Glyphs::ascii()
            },
            screen: Buffer::empty(Rect::from(Size::new(columns, rows))),
            clock,
            events,
        };
        if is_live {
            dashboard.app.sample()?;
        }
        dashboard.check()?;
        Ok(dashboard)
    }

    /// A key is pressed. Returns whether the dashboard is still there then.
    ///
    /// # Errors
    /// As [`HeadlessDashboard::open`], for a key may begin a measurement; [`UiError::Command`] of one that runs a
    /// command that nobody has agreed to.
    pub fn press(&mut self, key: &KeyEvent) -> Result<bool, UiError> {
        let request = self.app.key(key, self.clock.now());
        match request {
            Some(AppRequest::Quit) => return Ok(false),
            Some(AppRequest::ChangeTheme) => {
                let told = self.theme_set.change();
                self.app.tell(Message::Note(told));
            }
            Some(AppRequest::Suspend) => {
                let text = "there is no shell to go back to";
                self.app.tell(Message::Note(text.into()));
            }
            // A tape has a command of its own for a picture, and nobody has a mouse.
            Some(AppRequest::Screenshot | AppRequest::Mouse(_) | AppRequest::Redraw) | None => {}
        }
        self.check()?;
        self.look_at_machine_if_needed()?;
        Ok(true)
    }

    /// Time passes.
    ///
    /// # Errors
    /// As [`HeadlessDashboard::open`], for a measurement may begin.
    pub fn pass(&mut self, time: Nanos) -> Result<(), UiError> {
        match &mut self.clock {
            HeadlessClock::Told(present) => *present = *present + time,
            HeadlessClock::Real(until) => {
                // What took longer than it was to is not made up for.
                *until = (*until + time).max(now());
                let until = *until;
                while let Ok(event) = self.events.recv_timeout(until.since(now()).to_std()) {
                    self.hear(event)?;
                }
            }
        }
        let present = self.clock.now();
        self.app.wake(present);
        self.app.follow(self.screen.area.width, present);
        self.check()?;
        self.look_at_machine_if_needed()?;
        self.app.watch_processes();
        Ok(())
    }

    /// The screen, where it is another than it was.
    pub fn draw(&mut self) -> Option<&Buffer> {
        if !self.app.take_changed() {
            return None;
        }
        self.screen.reset();
        let view = self.app.view(self.clock.now());
        let (theme, area) = (self.theme_set.worn(), self.screen.area);
        let areas = paint(area, &mut self.screen, &view, theme, self.glyphs);
        self.app.place(area, areas.unwrap_or_default());
        Some(&self.screen)
    }

    /// What begins with the screen that is drawn next, where something does: a step of a lesson.
    pub const fn take_chapter(&mut self) -> Option<&'static str> {
        self.app.take_chapter()
    }

    /// Whether nothing goes on.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        !self.app.is_running() && !self.app.is_playing()
    }

    /// The least time between two frames.
    #[must_use]
    pub fn pace(&self) -> Nanos {
        if self.app.is_running() {
            MEASURING
        } else {
            Nanos::ZERO
        }
    }

    /// There is nobody to be asked for a command.
    fn check(&mut self) -> Result<(), UiError> {
        let refused = self.app.take_refused();
        refused.map_or(Ok(()), |command| Err(UiError::Command(command)))
    }

    fn hear(&mut self, event: UiEvent) -> Result<(), UiError> {
        match event {
            UiEvent::Session => {
                self.app.engine(now());
            }
            UiEvent::Broken(text) => return Err(UiError::Broken(text)),
            // There is no terminal that these could come from.
            _ => {}
        }
        Ok(())
    }

    /// The first measurement brings real time, and samplers.
    fn look_at_machine_if_needed(&mut self) -> io::Result<()> {
        if self.app.is_running() && matches!(self.clock, HeadlessClock::Told(_)) {
            self.clock = HeadlessClock::Real(now());
            self.app.sample()?;
        }
        Ok(())
    }
}

impl HeadlessClock {
    fn now(&self) -> Moment {
        match self {
            Self::Told(present) => *present,
            Self::Real(_) => now(),
        }
    }
}

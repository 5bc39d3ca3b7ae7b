//! [`HeadlessDashboard`]: the dashboard without a terminal and without a user.
//!
//! Its caller presses the keys and lets time pass. While it shows a run from a file and measures
//! nothing, time is simulated: it starts at the same moment and passes as fast as the caller says,
//! so that the run looks the same each time it is played. From the first measurement on, time is
//! real.

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

/// The clock: simulated or real.
enum HeadlessClock {
    /// The simulated time, from a start that is always the same.
    Told(Moment),
    /// The machine's time; at this moment all the time that was asked for has passed.
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
            // Where the receiver is gone, the dashboard is about to end.
            Arc::new(move || drop(sender.send(UiEvent::Session)))
        });
        // A run from a file looks the same on every machine: its own machine is shown.
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
        let app = options.begin(
            session,
            recorded.unwrap_or(here),
            costs.as_ref(),
            (Size::new(columns, rows), begun),
        );
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

    /// Presses a key. Returns whether the dashboard is still open.
    ///
    /// # Errors
    /// As [`HeadlessDashboard::open`], for a key may begin a measurement; [`UiError::Command`]
    /// where it would run a command without consent.
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
            // A tape has a command of its own for a picture, and there is no mouse.
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
                // A delay is not made up for.
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

    /// Draws the screen; returns `None` if it has not changed.
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

    /// The title of the lesson step that begins with the next screen, if one does.
    pub const fn take_chapter(&mut self) -> Option<&'static str> {
        self.app.take_chapter()
    }

    /// Whether no experiment runs and no recorded run is played.
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

    /// Fails where a command needs consent: there is no user to ask.
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

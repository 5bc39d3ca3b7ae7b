//! [`Player`]: plays a tape and records the screen.

use crate::cli::record::play::{
    IDLE, PartProgress, Playing, TapeLook,
    prompt::{Prompt, PromptAnswer},
    render,
};
use crate::{
    base::{Nanos, Ratio},
    cli::CliError,
    record::{
        cast::{CastPalette, Header, Picture, PictureFormat, Recorder, still},
        tape::{Act, Tape, TapeStep},
    },
    theme::Theme,
    ui::{AnsiEncoder, HeadlessDashboard, UiError},
};
use crossterm::event::KeyEvent;
use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
};
use regex_lite::Regex;
use std::path::Path;

/// Plays the steps of a tape.
pub(super) struct Player {
    theme: Theme,
    palette: CastPalette,
    /// The time between two frames.
    frame: Nanos,
    /// The factor by which the recording is faster than the play.
    speed: Ratio,
    prompt: Prompt,
    /// The dashboard, while it is open.
    dashboard: Option<HeadlessDashboard>,
    /// The screen's content.
    screen: Buffer,
    pen: AnsiEncoder,
    recorder: Recorder<Vec<u8>>,
    /// The time of the recording.
    at: Nanos,
    /// The time since the last frame.
    since: Nanos,
    is_hidden: bool,
    /// Whether the prompt has changed.
    is_changed: bool,
    progress: PartProgress,
    /// The steps that are done, and all of them.
    steps: (usize, usize),
}

impl Player {
    /// An empty screen with a prompt.
    pub(super) fn new(
        tape: &Tape,
        size: Size,
        look: TapeLook,
        allow_commands: bool,
    ) -> Result<Self, CliError> {
        let TapeLook { theme, palette, .. } = look;
        let sleeps = tape.steps.iter().map(|step| match step.act {
            Act::Sleep(time) => time,
            _ => Nanos::ZERO,
        });
        let header = Header {
            size,
            palette: palette.clone(),
            idle: shown(sleeps.max().unwrap_or_default(), tape.settings.speed).max(IDLE),
            ..Header::default()
        };
        let mut recorder = Recorder::new(Vec::new(), &header)?;
        recorder.output(Nanos::ZERO, b"\x1b[?25l")?;
        let mut player = Self {
            theme,
            palette,
            frame: tape.settings.frame,
            speed: tape.settings.speed,
            prompt: Prompt::new(allow_commands),
            dashboard: None,
            screen: Buffer::empty(Rect::from(size)),
            pen: AnsiEncoder::new(Rect::from(size)),
            recorder,
            at: Nanos::ZERO,
            since: Nanos::ZERO,
            is_hidden: false,
            is_changed: true,
            progress: PartProgress::new(),
            steps: (0, tape.steps.len()),
        };
        player.draw()?;
        Ok(player)
    }

    /// Plays all steps. Returns the recording.
    pub(super) fn play(mut self, steps: &[TapeStep], place: &Playing) -> Result<Vec<u8>, CliError> {
        for step in steps {
            let line = &step.at;
            match &step.act {
                Act::Press { keys, pace } => {
                    for key in keys {
                        self.press(key).map_err(|error| match error {
                            CliError::Usage(message) => place.refuse(line, &message),
                            CliError::Plan(error) => place.refuse(line, &error.to_string()),
                            CliError::Dashboard(error @ UiError::Command(_)) => {
                                place.refuse(line, &error.to_string())
                            }
                            error => error,
                        })?;
                        self.pass(*pace)?;
                    }
                }
                Act::Sleep(time) => self.pass(*time)?,
                Act::Wait { pattern, patience } => {
                    if !self.wait(pattern.as_ref(), *patience)? {
                        let what = pattern
                            .as_ref()
                            .map_or("the end of what goes on".into(), |p| {
                                format!("/{}/", p.as_str())
                            });
                        let text = format!("{what} did not come within {patience}");
                        return Err(place.fail(line, text));
                    }
                }
                Act::Hide => self.is_hidden = true,
                Act::Show => {
                    self.is_hidden = false;
                    self.show()?;
                }
                Act::Screenshot(path) => self.picture(path)?,
                Act::Mark(label) => self.recorder.mark(self.shown_at(), label)?,
            }
            self.steps.0 += 1;
        }
        self.draw()?;
        // The end is an event, too: without one, players would not show the last picture.
        self.recorder.output(self.shown_at(), b"\x1b[?25h")?;
        Ok(self.recorder.into_inner())
    }

    fn press(&mut self, key: &KeyEvent) -> Result<(), CliError> {
        if let Some(dashboard) = &mut self.dashboard {
            if !dashboard.press(key)? {
                self.dashboard = None;
                self.is_changed = true;
            }
            return Ok(());
        }
        self.is_changed = true;
        if let PromptAnswer::Dashboard(options) = self.prompt.press(key, &self.theme)? {
            let Size { width, height } = self.screen.area.as_size();
            self.dashboard = Some(HeadlessDashboard::open(*options, (width, height))?);
        }
        Ok(())
    }

    /// Time passes, frame by frame.
    fn pass(&mut self, mut time: Nanos) -> Result<(), CliError> {
        while time > Nanos::ZERO {
            let pace = self
                .dashboard
                .as_ref()
                .map_or(Nanos::ZERO, HeadlessDashboard::pace);
            let due = self.frame.max(pace).saturating_sub(self.since);
            let step = due.min(time);
            if let Some(dashboard) = &mut self.dashboard {
                dashboard.pass(step)?;
            }
            time = time.saturating_sub(step);
            self.since += step;
            if !self.is_hidden {
                self.at += step;
            }
            self.progress.show("playing", self.steps.0, self.steps.1);
            if step == due {
                self.since = Nanos::ZERO;
                self.draw()?;
            }
        }
        Ok(())
    }

    /// Passes time until the pattern is on the screen or, without one, the dashboard is quiet.
    /// Returns whether that was so within `patience`.
    fn wait(&mut self, pattern: Option<&Regex>, patience: Nanos) -> Result<bool, CliError> {
        let mut waited = Nanos::ZERO;
        // The last key shows at once; from then on the screen is checked frame by frame.
        self.draw()?;
        loop {
            let is_there = match (pattern, &self.dashboard) {
                // At the prompt, a command is done at once.
                (_, None) => true,
                (None, Some(dashboard)) => dashboard.is_quiet(),
                (Some(pattern), Some(_)) => pattern.is_match(&text(&self.screen)),
            };
            if is_there || waited >= patience {
                return Ok(is_there);
            }
            self.pass(self.frame)?;
            waited += self.frame;
        }
    }

    /// Draws the screen, if it has changed.
    fn draw(&mut self) -> Result<(), CliError> {
        match &mut self.dashboard {
            Some(dashboard) => match dashboard.draw() {
                Some(screen) => {
                    self.screen.clone_from(screen);
                    if let Some(chapter) = dashboard.take_chapter() {
                        self.recorder.mark(self.shown_at(), chapter)?;
                    }
                }
                None => return Ok(()),
            },
            None if std::mem::take(&mut self.is_changed) => {
                self.screen.reset();
                self.prompt.draw(&mut self.screen, &self.theme);
            }
            None => return Ok(()),
        }
        self.show()
    }

    /// The time of the present screen in the recording.
    fn shown_at(&self) -> Nanos {
        shown(self.at, self.speed)
    }

    /// Records the present screen.
    fn show(&mut self) -> Result<(), CliError> {
        if self.is_hidden {
            return Ok(());
        }
        let mut bytes = Vec::new();
        // A copy is drawn: the screen's content is read again later.
        self.pen.draw(&mut self.screen.clone(), &mut bytes);
        Ok(self.recorder.output(self.shown_at(), &bytes)?)
    }

    fn picture(&mut self, path: &Path) -> Result<(), CliError> {
        self.draw()?;
        let picture = Picture::of(&self.screen, &self.palette);
        let image = PictureFormat::of(path).and_then(|format| still(&picture, format));
        let fault = |error: &dyn ToString| render::fault(path, error);
        let image = image.map_err(|error| fault(&error))?;
        render::write(path, &image)
    }
}

/// The time in the recording for so long a time of the play.
fn shown(time: Nanos, speed: Ratio) -> Nanos {
    Nanos::from_secs_f64(time.as_secs_f64() / speed.get())
}

/// The text of a screen, a line for each row.
fn text(screen: &Buffer) -> String {
    let width = usize::from(screen.area.width).max(1);
    let rows = screen.content.chunks(width).map(|row| {
        let row: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        format!("{}\n", row.trim_end())
    });
    rows.collect()
}

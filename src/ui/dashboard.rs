//! [`Dashboard`]: the loop that handles every event, and draws changes.
//!
//! It sleeps until something happens. Only while an experiment goes on does it wake by itself,
//! ten times a second, and less often while that takes a core from a worker: drawing disturbs
//! the measurement.

use crate::{
    base::{Moment, Nanos, now, visible_name},
    session::{Session, machine},
    store::kept_costs,
    theme::ThemeSet,
};
use crate::{
    theme::{Depth, Glyphs},
    ui::{
        Capture, Message, Options, Rest, UiError, Unfinished,
        app::{App, AppRequest},
        event::UiEvent,
        input::Input,
        screen::{show, whole},
        signals::{Signals, end_by},
        terminal::{Terminal, on_panic},
    },
};
use ratatui::buffer::Buffer;
use rustix::process::{Signal, getppid, getsid, kill_current_process_group};
use signal_hook::{
    consts::{SIGHUP, SIGSTOP},
    low_level::raise,
};
use std::{
    io,
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
};

/// The time between two frames while a run goes on and leaves a core free.
const RUNNING: Nanos = Nanos::from_millis(100);

/// The time between two frames while every core has a worker: a frame takes a core from one of
/// them. It is also the time between two samples of the cores.
const FULL: Nanos = Nanos::from_millis(250);

/// The time between two frames while a recorded run is played, and nothing is being measured.
const PLAYING: Nanos = Nanos::from_millis(40);

/// The time between two frames while nothing is being measured, or a user waits for one: a key is
/// answered at once, but one that is held down does not draw more than a screen can show.
const IDLE: Nanos = Nanos::from_millis(16);

/// How long after a phase began its processes are looked for, without a frame: a run can be over
/// before the next one.
const SOON: Nanos = Nanos::from_millis(10);

/// Why the loop ended.
pub(super) enum End {
    /// The user left.
    Quit,
    /// A signal asks for it, or the terminal is gone.
    Signal(i32),
    /// A thread panicked.
    Broken(String),
    /// A run that was about to be shown cannot be.
    Refused(String),
}

/// Everything that lives as long as the dashboard, in the order in which it is dropped.
pub(super) struct Dashboard {
    app: App<Session>,
    /// Reads the whole run of which there is a preview.
    rest: Option<Rest>,
    terminal: Terminal,
    theme_set: ThemeSet,
    glyphs: Glyphs,
    capture: Option<Box<dyn Capture>>,
    /// Whether a picture was taken by a key.
    pictured: bool,
    /// When the last frame was drawn.
    drawn: Moment,
    /// Whether a user waits for the next one.
    awaited: bool,
    /// When to look for processes, whether or not a frame is due.
    peek: Option<Moment>,
    events: Receiver<UiEvent>,
    _input: Input,
    signals: Signals,
}

impl Dashboard {
    /// Takes the terminal and starts to listen.
    pub(super) fn open(mut options: Options) -> Result<Self, UiError> {
        let (sender, events) = mpsc::channel();
        let tell = {
            let sender = sender.clone();
            // Where the receiver is gone, the dashboard is about to end.
            move |event| drop(sender.send(event))
        };
        let mut terminal = Terminal::find()?;
        let (looks, capture) = (options.looks.clone(), options.capture.take());
        let theme_set = ThemeSet::new(looks.theme, looks.depth, looks.background);
        if let Some(capture) = &capture {
            terminal.record(capture.begin(terminal.size(), theme_set.ground())?);
        }
        // The hook that restores the terminal is set before the terminal is changed.
        on_panic({
            let tell = tell.clone();
            move |text| tell(UiEvent::Broken(text))
        });
        let signals = Signals::start(sender.clone())?;
        let front = signals.await_foreground(|| terminal.is_foreground());
        // The terminal was not taken yet, so it need not be restored.
        front.unwrap_or_else(|signal| end_by(signal));
        terminal.take()?;
        terminal.hear_mouse(options.hands.mouse)?;
        let input = Input::start(terminal.keys()?, sender)?;
        let machine = machine();
        let mut session = Session::new(machine.clone(), Arc::new(move || tell(UiEvent::Session)));
        session.sample()?;
        let costs = kept_costs(&machine);
        let rest = options.rest.take();
        let app = options.begin(session, machine, costs.as_ref(), (terminal.size(), now()));
        crossterm::style::force_color_output(looks.depth > Depth::None);
        Ok(Self {
            app,
            rest,
            terminal,
            theme_set,
            glyphs: if looks.unicode {
                Glyphs::unicode()
            } else {
                Glyphs::ascii()
            },
            capture,
            pictured: false,
            drawn: Moment::default(),
            awaited: false,
            peek: None,
            events,
            _input: input,
            signals,
        })
    }

    /// Draws, sleeps, and does what it is told, until one of these ends it.
    pub(super) fn run(&mut self) -> End {
        loop {
            if self.show().is_err() {
                // A terminal that takes no frame is gone, whether the system said so or not.
                return End::Signal(SIGHUP);
            }
            // The first frame shows the preview; the whole run is read after it.
            if let Some(rest) = self.rest.take() {
                match rest() {
                    Ok(opened) => self.app.complete(opened),
                    Err(text) => return End::Refused(text),
                }
                continue;
            }
            match self.wait().map_or(Ok(()), |event| self.handle(event)) {
                Ok(()) => {
                    self.app.wake(now());
                    if self.app.has_left() {
                        return End::Quit;
                    }
                    self.peek();
                }
                Err(end) => return end,
            }
        }
    }

    /// Draws a frame where one is due and would differ from the last.
    fn show(&mut self) -> io::Result<()> {
        let present = now();
        if present < self.drawn + self.pace() {
            return Ok(());
        }
        self.app.follow(self.terminal.columns(), present);
        self.app.watch_processes();
        self.awaited = false;
        if !self.app.take_changed() {
            // A frame without a change counts as drawn.
            self.drawn = present;
            return Ok(());
        }
        if let Some(chapter) = self.app.take_chapter() {
            self.terminal.mark(chapter);
        }
        let view = self.app.view(present);
        let mut placed = None;
        self.terminal.draw(|screen| {
            placed = Some(show(screen, &view, self.theme_set.worn(), self.glyphs));
        })?;
        if let Some((screen, areas)) = placed {
            self.app.place(screen, areas);
        }
        self.drawn = now();
        if let Some(why) = self.terminal.take_fault() {
            let text = format!("the recording has ended: {why}");
            self.app.tell(Message::Fault(text));
        }
        Ok(())
    }

    /// Writes a picture of the screen, and tells where it is.
    fn take_picture(&mut self) {
        let Some(capture) = &self.capture else {
            let text = "this parscope was built without pictures (cargo feature `record`)";
            return self.app.tell(Message::Note(text.into()));
        };
        let told = match capture.picture(&self.screen(), self.theme_set.ground()) {
            Ok((path, lack)) => {
                self.pictured = true;
                let lack = lack.map_or_else(String::new, |lack| format!(": {lack}"));
                Message::Note(format!("the screen is in {}{lack}", visible_name(path)))
            }
            Err(error) => Message::Fault(error.to_string()),
        };
        self.app.tell(told);
    }

    /// The error that says which part of the recording is missing, if its file took no more.
    pub(super) fn lost_recording(&mut self) -> Option<UiError> {
        self.terminal.lost_recording()
    }

    /// Writes the picture that was asked for at the end, unless a key has asked for it before.
    /// Returns a note on what is wrong with it, if anything.
    pub(super) fn take_last_picture(&self) -> Result<Option<String>, UiError> {
        let wanted = self.capture.as_ref();
        let Some(capture) = wanted.filter(|capture| capture.wants_picture() && !self.pictured)
        else {
            return Ok(None);
        };
        let (path, lack) = capture.picture(&self.screen(), self.theme_set.ground())?;
        Ok(lack.map(|lack| format!("{}: {lack}", visible_name(path))))
    }

    /// The screen as it is now.
    fn screen(&self) -> Buffer {
        let view = self.app.view(now());
        whole(
            self.terminal.size(),
            &view,
            self.theme_set.worn(),
            self.glyphs,
        )
    }

    /// Looks for processes where it is time for it.
    fn peek(&mut self) {
        let present = now();
        if self.peek.take_if(|at| *at <= present).is_some() {
            self.app.follow(self.terminal.columns(), present);
            self.app.watch_processes();
        }
    }

    /// The time between two frames: short while a user waits, whatever goes on.
    fn pace(&self) -> Nanos {
        if !self.awaited && self.app.is_playing() && !self.app.is_running() {
            PLAYING
        } else if self.awaited || !self.app.is_running() {
            IDLE
        } else if self.app.fills_cores() {
            FULL
        } else {
            RUNNING
        }
    }

    /// The next event, or none where it is time for something else.
    fn wait(&self) -> Option<UiEvent> {
        let moves = self.app.is_running() || self.app.is_playing() || self.app.is_changed();
        let frame = moves.then(|| self.drawn + self.pace());
        let Some(alarm) = frame
            .into_iter()
            .chain(self.app.alarm())
            .chain(self.peek)
            .min()
        else {
            return self.events.recv().ok();
        };
        self.events.recv_timeout(alarm.since(now()).to_std()).ok()
    }

    /// The program that is left running, in words.
    pub(super) fn left_running(&self) -> Option<String> {
        let pid = self.app.runs_on()?;
        Some(format!("the program runs on: its pid is {pid}"))
    }

    /// The sweep that is left behind.
    pub(super) fn unfinished(&self) -> Option<Unfinished> {
        self.app.unfinished()
    }

    fn handle(&mut self, event: UiEvent) -> Result<(), End> {
        self.awaited |= matches!(event, UiEvent::Key(_) | UiEvent::Paste(_) | UiEvent::Resize);
        match event {
            UiEvent::Key(key) => {
                if let Some(request) = self.app.key(&key, now()) {
                    self.grant(request)?;
                }
            }
            UiEvent::Mouse(mouse) => {
                if let Some(request) = self.app.mouse(mouse, now()) {
                    self.grant(request)?;
                }
            }
            UiEvent::Paste(text) => self.app.paste(&text),
            UiEvent::TooMuch => self
                .app
                .tell(Message::Fault("that is too much to be pasted".into())),
            UiEvent::Session => {
                self.awaited |= self.app.is_echo(now());
                if self.app.engine(now()) {
                    self.peek = Some(now() + SOON);
                }
            }
            UiEvent::Resize => self.renew(),
            UiEvent::Suspend => self.suspend()?,
            UiEvent::Continue => self.come_back()?,
            UiEvent::End(signal) => return Err(End::Signal(signal)),
            UiEvent::Lost => return Err(End::Signal(SIGHUP)),
            UiEvent::Broken(text) => return Err(End::Broken(text)),
        }
        Ok(())
    }

    fn grant(&mut self, request: AppRequest) -> Result<(), End> {
        match request {
            AppRequest::Quit => return Err(End::Quit),
            AppRequest::Screenshot => self.take_picture(),
            AppRequest::Redraw => self.renew(),
            AppRequest::Mouse(heard) => self.checked(|terminal| terminal.hear_mouse(heard))?,
            AppRequest::ChangeTheme => {
                let told = self.theme_set.change();
                self.app.tell(Message::Note(told));
            }
            AppRequest::Suspend if has_shell() => {
                // A terminal that is not in raw mode does this at Ctrl-Z: the whole job stops,
                // parscope included, by way of the handler.
                let _ = kill_current_process_group(Signal::TSTP);
            }
            AppRequest::Suspend => self
                .app
                .tell(Message::Note("there is no shell to go back to".into())),
        }
        Ok(())
    }

    /// Stops this process until SIGCONT. A run that goes on does not stop with it.
    fn suspend(&mut self) -> Result<(), End> {
        self.terminal.give_back();
        // Raising SIGSTOP cannot fail.
        let _ = raise(SIGSTOP);
        self.come_back()
    }

    /// Takes the terminal again as soon as that may be.
    fn come_back(&mut self) -> Result<(), End> {
        let front = self
            .signals
            .await_foreground(|| self.terminal.is_foreground());
        front.map_err(End::Signal)?;
        self.checked(Terminal::take)
    }

    /// Draws all of it anew.
    fn renew(&mut self) {
        self.app.redraw();
        self.terminal.renew();
    }

    /// Does something to the terminal after which all is drawn anew.
    fn checked(&mut self, change: impl Fn(&mut Terminal) -> io::Result<()>) -> Result<(), End> {
        self.app.redraw();
        change(&mut self.terminal).map_err(|_| End::Signal(SIGHUP))
    }
}

/// Whether there is a parent in the same session, which notices that this process stops. Without
/// one its process group is an orphan and would stay stopped for good.
fn has_shell() -> bool {
    let session = |process| getsid(process).ok();
    getppid().is_some_and(|parent| session(Some(parent)) == session(None))
}

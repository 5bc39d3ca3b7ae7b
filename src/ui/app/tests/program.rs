//! A program of the user's, on its terminal.

use crate::ui::app::tests::*;
use crate::{
    log::{Ending, Follow, Lane, Watched},
    theme::{Depth, Glyphs, Theme},
    ui::{Layout, screen::whole},
};
use ratatui::{
    buffer::Buffer,
    layout::Size,
    style::{Color, Modifier},
};

const SIZE: Size = Size::new(120, 36);

/// A log in which nothing is new.
struct Silent;

impl Follow for Silent {
    fn follow(&mut self, _: &mut Vec<Lane>, _: Option<&mut Watched>) -> bool {
        false
    }
}

/// A dashboard with a program that runs.
fn running() -> App<Fake> {
    let words = vec!["python3".into(), "sim.py".into()];
    let mut app = app().watching(Some(WatchedCommand { words }), SIZE, START);
    begin_program(&mut app);
    app
}

/// Lets the program that was started begin to be watched.
fn begin_program(app: &mut App<Fake>) {
    app.engine.events.push(Event::Began {
        phase: Phase::Watch,
        experiment: None,
        description: Box::new(watched(None)),
        reader: Some(Box::new(Silent)),
    });
    app.engine(START);
}

fn watched(ending: Option<Ending>) -> Description {
    Description {
        watched: Some(Box::new(Watched {
            command: vec!["python3".into(), "sim.py".into()],
            ending,
            ..Watched::default()
        })),
        outcome: Some(Outcome::default()),
        ..Description::default()
    }
}

fn print(app: &mut App<Fake>, text: &str) {
    let print = app.engine.output.as_mut().expect("a program");
    print(text.as_bytes());
}

fn end(app: &mut App<Fake>, ending: Ending) {
    app.engine.running = false;
    app.engine.events.extend([
        Event::Ended {
            phase: Phase::Watch,
            description: Box::new(watched(Some(ending))),
        },
        Event::Finished(Ok(true)),
    ]);
    app.engine(START);
}

fn screen(app: &App<Fake>, theme: &Theme) -> Buffer {
    whole(SIZE, &app.view(START), theme, Glyphs::unicode())
}

/// The row of the screen in which a text is, from where it begins.
fn find(buffer: &Buffer, text: &str) -> Option<(u16, u16)> {
    let symbols = |y, x| (x..SIZE.width).map(move |x| buffer[(x, y)].symbol());
    let all = (0..SIZE.height).flat_map(|y| (0..SIZE.width).map(move |x| (x, y)));
    let is_there = |&(x, y): &(u16, u16)| symbols(y, x).collect::<String>().starts_with(text);
    all.into_iter().find(is_there)
}

fn shows(app: &App<Fake>, text: &str) -> bool {
    find(&screen(app, &Theme::dark()), text).is_some()
}

#[test]
fn what_a_program_prints_is_shown_in_its_colours_or_without_where_there_are_none() {
    let mut app = running();
    assert!(shows(&app, "the program has printed nothing yet"));
    print(&mut app, "⚠\u{fe0f}|👩\u{200d}🔬|e\u{301}|\r\n");
    print(
        &mut app,
        "\r 10 %\r\x1b[1;38;2;255;0;0m100 %\x1b[m\r\n漢|\x1b[7mx\x1b[m",
    );
    let dark = screen(&app, &Theme::dark());
    let cell = &dark[find(&dark, "100 %").expect("the bar")];
    assert_eq!(cell.fg, Color::Rgb(255, 0, 0));
    assert!(cell.modifier.contains(Modifier::BOLD));
    assert!(find(&dark, " 10 %").is_none());
    // A wide letter takes two columns.
    assert!(find(&dark, "漢 |x").is_some());
    assert!(find(&dark, "⚠|👩 🔬 |e\u{301}|").is_some());
    assert_eq!(Theme::mono().depth, Depth::None);
    let plain = screen(&app, &Theme::mono());
    let cell = &plain[find(&plain, "100 %").expect("the bar")];
    assert_eq!(cell.fg, Color::Reset);
}

#[test]
fn the_end_of_a_program_is_said_below_what_it_printed_last() {
    for (ending, words) in [
        (Ending::Exit(0), "exit 0"),
        (Ending::Signal(9), "killed by signal 9"),
    ] {
        let mut app = running();
        // More than there is room for.
        print(&mut app, &"line\r\n".repeat(100));
        print(&mut app, "the last");
        end(&mut app, ending);
        let buffer = screen(&app, &Theme::dark());
        let (_, last) = find(&buffer, "the last").expect("what was printed");
        let below = (0..SIZE.width).map(|x| buffer[(x, last + 1)].symbol());
        let below: String = below.collect();
        assert!(below.contains(words), "{below}");
    }
}

#[test]
fn keys_go_to_the_program_until_that_is_ended() {
    let mut app = running();
    press(&mut app, "Yi");
    assert!(shows(&app, "typing: Ctrl-] ends it"));
    let control = |char| KeyEvent::new(KeyCode::Char(char), KeyModifiers::CONTROL);
    press(&mut app, "q?:Y");
    assert_eq!(app.key(&control('c'), START), None);
    assert!(app.windows.leaving.is_none() && app.windows.palette.is_none());
    app.key(&control(']'), START);
    assert!(!app.is_typing());
    press(&mut app, "q");
    assert!(app.windows.leaving.is_some());
}

#[test]
fn a_program_that_ends_is_typed_into_no_longer_and_the_key_starts_it_again() {
    let mut app = running();
    press(&mut app, "Y⏎");
    assert!(app.is_typing());
    end(&mut app, Ending::Exit(0));
    assert!(!app.is_typing());
    app.engine.output = None;
    press(&mut app, "⏎");
    assert!(app.engine.output.is_some() && app.panes.output.is_live());
    // And while it runs, it is not started once more.
    press(&mut app, "Y");
    app.perform(Action::Run, START);
    let told = "the program runs: Esc stops it, Y and then Enter type into it";
    assert_eq!(note(&app), told);
}

#[test]
fn each_run_of_a_program_is_kept_and_the_last_two_are_compared() {
    let mut app = running();
    end(&mut app, Ending::Exit(0));
    press(&mut app, "3");
    assert!(shows(&app, "1 run") && shows(&app, "sim.py"));
    assert!(shows(&app, "change the script, F5 runs it again"));
    assert!(!shows(&app, "Experiment") && !shows(&app, "mandelbrot"));
    let f5 = KeyEvent::new(KeyCode::F(5), KeyModifiers::NONE);
    app.key(&f5, START);
    begin_program(&mut app);
    end(&mut app, Ending::Exit(0));
    assert!(shows(&app, "2 runs") && !shows(&app, "change the script"));
    press(&mut app, "⏎");
    assert_eq!(app.runs.history.opened, Some(2));
    assert!(note(&app).contains("sim.py"), "{}", note(&app));
    // Esc leads back step by step, and a run that is started again is in sight.
    press(&mut app, "⎋");
    app.key(&f5, START);
    assert!(app.engine.is_running() && app.runs.history.opened.is_none());
}

#[test]
fn esc_where_nothing_is_open_keeps_the_program_and_says_what_quits() {
    let mut app = running();
    end(&mut app, Ending::Exit(0));
    press(&mut app, "3⎋");
    assert_eq!(app.arrangement.layout, Layout::Program);
    press(&mut app, "⎋");
    assert_eq!(note(&app), "nothing is open: q quits");
    let run = app.view(START).run.expect("the run of the program");
    assert!(run.watched().is_some());
    assert!(!shows(&app, "mandelbrot"));
}

#[test]
fn the_keys_of_a_program_come_first_in_the_help_and_those_of_experiments_are_left_out() {
    let mut app = running();
    press(&mut app, "?");
    let buffer = screen(&app, &Theme::dark());
    let (_, first) = find(&buffer, "With your program").expect("a section of its own");
    let (_, then) = find(&buffer, "simulate it in other chunks").expect("what if");
    assert_eq!(then, first + 1);
    for text in [
        "measure T",
        "race of the four modes",
        "ghost",
        "one worker more",
    ] {
        assert!(find(&buffer, text).is_none(), "{text}");
    }
}

#[test]
fn a_program_is_interrupted_first_and_killed_then() {
    let mut app = running();
    press(&mut app, "⎋");
    assert_eq!(app.engine.stops, [ProgramStop::Interrupt]);
    assert!(app.is_running());
    let later = |millis| START + Nanos::from_millis(millis);
    app.wake(later(1));
    app.wake(later(60_000));
    assert!(note(&app).contains("Esc again kills it"));
    press(&mut app, "⎋");
    assert_eq!(app.engine.stops[1..], [ProgramStop::Kill]);
    end(&mut app, Ending::Signal(9));
    assert!(!shows(&app, "kill it") && app.message.is_none());
}

#[test]
fn leaving_asks_what_becomes_of_a_program_that_runs() {
    let mut app = running();
    let quit = KeyCode::Char('q').into();
    assert_eq!(app.key(&quit, START), None);
    assert!(shows(&app, "The program still runs"));
    assert!(shows(&app, "s stop it  r let it run on  Esc stay"));
    press(&mut app, "⎋");
    assert!(app.windows.leaving.is_none() && app.engine.stops.is_empty());
    press(&mut app, "q");
    let run_on = app.key(&KeyCode::Char('r').into(), START);
    assert_eq!(run_on, Some(AppRequest::Quit));
    assert!(app.engine.is_kept && app.engine.stops.is_empty());
    let mut app = running();
    end(&mut app, Ending::Exit(0));
    assert_eq!(app.key(&quit, START), Some(AppRequest::Quit));
}

#[test]
fn a_program_that_is_left_is_asked_to_end_and_killed_where_it_does_not() {
    let later = |millis| START + Nanos::from_millis(millis);
    let mut app = running();
    press(&mut app, "qs");
    assert_eq!(app.engine.stops, [ProgramStop::Terminate]);
    app.wake(later(1999));
    assert!(!app.has_left());
    end(&mut app, Ending::Signal(15));
    assert!(app.has_left());
    let mut app = running();
    press(&mut app, "qs");
    assert_eq!(app.alarm(), Some(later(2000)));
    app.wake(later(2000));
    assert_eq!(app.engine.stops[1..], [ProgramStop::Kill]);
    assert!(!app.has_left());
    app.wake(later(4000));
    assert!(app.has_left());
}

#[test]
fn the_key_that_starts_a_program_again_is_shown_when_it_does() {
    let mut app = running();
    let status = |app: &App<Fake>| {
        let buffer = screen(app, &Theme::dark());
        let last = (0..SIZE.width).map(|x| buffer[(x, SIZE.height - 1)].symbol());
        last.collect::<String>()
    };
    let live = status(&app);
    assert!(!live.contains("again") && !live.contains("zoom"), "{live}");
    end(&mut app, Ending::Exit(0));
    assert!(status(&app).contains("F5 run again"), "{}", status(&app));
    app.arrangement.give_focus(Pane::Timeline);
    assert!(status(&app).contains("Enter run again"), "{}", status(&app));
    let f5 = KeyEvent::new(KeyCode::F(5), KeyModifiers::NONE);
    app.arrangement.give_focus(Pane::Calls);
    app.key(&f5, START);
    assert!(app.engine.is_running());
}

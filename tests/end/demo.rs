//! The demos as they lie in the repository: what is seen by somebody who has the README only.

use parscope::{
    base::Nanos,
    record::{
        cast::{Cast, CastFrame, Cell, Frames, What, read},
        tape::{self, Act},
    },
};
use std::{collections::HashMap, fs, path::PathBuf};

/// Who looks on takes a picture that stays for as long as that for the end.
const IDLE: Nanos = Nanos::from_millis(1_000);

/// How long a demo is, in seconds.
const LENGTH: std::ops::RangeInclusive<f64> = 15.0..=30.0;

/// The most bytes of each file, by its ending.
const MOST: [(&str, usize); 3] = [("cast", 300_000), ("svg", 600_000), ("gif", 1_500_000)];

/// A cell of a GIF, in pixels.
const CELL: (usize, usize) = (8, 16);

/// What is made from a tape.
struct Demo {
    name: String,
    cast: Cast,
}

impl Demo {
    /// All of them: whoever adds a tape adds what is made from it.
    fn all() -> Vec<Self> {
        let tapes = fs::read_dir(path("")).expect("the demos");
        let tapes = tapes.map(|entry| entry.expect("an entry").path());
        let mut names: Vec<_> = tapes
            .filter(|path| path.extension().is_some_and(|ending| ending == "tape"))
            .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
            .collect();
        names.sort();
        assert_eq!(names.len(), 6, "{names:?}");
        let demo = |name: String| Self {
            cast: read(&bytes(&name, "cast")).expect("a recording"),
            name,
        };
        names.into_iter().map(demo).collect()
    }

    fn stills(&self) -> Vec<CastFrame> {
        Frames::of(&self.cast).collect()
    }
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("demo")
        .join(name)
}

fn bytes(name: &str, ending: &str) -> Vec<u8> {
    let path = path(&format!("{name}.{ending}"));
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// When something changes in a moving SVG, in seconds, and when it begins again.
fn changes(svg: &str) -> Vec<f64> {
    let between = |part: &str, begin: &str| {
        let (_, rest) = part.split_once(begin)?;
        rest.split(['"', 's']).next()?.parse::<f64>().ok()
    };
    let parts = || svg.split("<animate ").skip(1);
    let all = parts().find_map(|part| between(part, "dur=\""));
    let all = all.expect("how long it takes");
    let shares = parts().map(|part| between(part, "keyTimes=\"0;").expect("a time"));
    let times = shares.map(|share| share * all);
    std::iter::once(0.0).chain(times).chain([all]).collect()
}

/// The frames of a GIF: for how many hundredths of a second each is seen, and all of its pixels.
fn frames(bytes: &[u8], mut each: impl FnMut(u16, usize, &[[u8; 4]])) {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(bytes).expect("a GIF");
    let width = usize::from(decoder.width());
    let mut shown = vec![[0; 4]; width * usize::from(decoder.height())];
    while let Some(frame) = decoder.read_next_frame().expect("a frame") {
        assert!(matches!(
            frame.dispose,
            gif::DisposalMethod::Keep | gif::DisposalMethod::Any
        ));
        let (left, top) = (usize::from(frame.left), usize::from(frame.top));
        let rows = frame
            .buffer
            .as_chunks::<4>()
            .0
            .chunks(usize::from(frame.width));
        for (down, row) in rows.enumerate() {
            let below = &mut shown[(top + down) * width + left..][..row.len()];
            for (old, new) in below.iter_mut().zip(row) {
                if new[3] > 0 {
                    *old = *new;
                }
            }
        }
        each(frame.delay, width, &shown);
    }
}

#[test]
fn a_demo_never_stands_still_for_a_second() {
    for demo in Demo::all() {
        let name = &demo.name;
        let stills = demo.stills();
        for pair in stills.windows(2) {
            let rest = pair[1].at.saturating_sub(pair[0].at);
            assert!(rest < IDLE, "{name}.cast rests {rest} at {}", pair[0].at);
        }
        // The end is an event of its own, so that the last picture is seen, and not for too long.
        let (last, end) = (stills.last(), demo.cast.events.last());
        let (last, end) = (last.expect("a picture").at, end.expect("an event").at);
        let rest = end.saturating_sub(last);
        assert!(
            rest < IDLE && rest > Nanos::ZERO,
            "{name}.cast ends {rest} after its last change"
        );
        let svg = String::from_utf8(bytes(name, "svg")).expect("text");
        for pair in changes(&svg).windows(2) {
            let rest = pair[1] - pair[0];
            assert!(rest < 0.995, "{name}.svg rests {rest} s at {}", pair[0]);
        }
        let mut at = 0;
        frames(&bytes(name, "gif"), |delay, _, _| {
            assert!(delay < 100, "{name}.gif rests {delay} cs at {at}");
            at += u32::from(delay);
        });
    }
}

#[test]
fn a_demo_is_loaded_before_one_goes_on_and_over_before_one_has_had_enough() {
    for demo in Demo::all() {
        for (ending, most) in MOST {
            let length = bytes(&demo.name, ending).len();
            let name = &demo.name;
            assert!(length <= most, "{name}.{ending}: {length} bytes");
        }
        let end = demo.cast.events.last().expect("an event").at;
        assert!(LENGTH.contains(&end.as_secs_f64()), "{}: {end}", demo.name);
    }
}

#[test]
fn the_chapters_of_a_demo_can_be_jumped_to() {
    for demo in Demo::all() {
        let tape = tape::read(&bytes(&demo.name, "tape"), &mut |_| Err("no other".into()));
        let tape = tape.whole().expect("a tape");
        let wanted = tape.steps.iter().filter_map(|step| match &step.act {
            Act::Mark(label) => Some(label.as_str()),
            _ => None,
        });
        let wanted: Vec<_> = wanted.collect();
        let marks = demo
            .cast
            .events
            .iter()
            .filter_map(|event| match &event.what {
                What::Mark(label) => Some((label.as_str(), event.at)),
                _ => None,
            });
        let (there, times): (Vec<_>, Vec<_>) = marks.unzip();
        assert_eq!(there, wanted, "{}: make it again", demo.name);
        assert!(wanted.len() > 2, "{}", demo.name);
        // There is something to be seen in each.
        let stills = demo.stills();
        let over = demo.cast.events.last().expect("an event").at;
        let ends = times.iter().skip(1).copied().chain([over]);
        for (begin, end) in times.iter().zip(ends) {
            let within = |still: &&CastFrame| still.at >= *begin && still.at < end;
            assert!(stills.iter().filter(within).count() > 1, "{}", demo.name);
        }
    }
}

#[test]
fn the_readme_shows_every_demo() {
    let readme = path("../README.md");
    let readme = fs::read_to_string(readme).expect("the README");
    for Demo { name, .. } in Demo::all() {
        assert!(readme.contains(&format!("](demo/{name}.gif)")), "{name}");
    }
}

#[test]
fn no_frame_of_a_demo_is_torn() {
    for demo in Demo::all() {
        let name = &demo.name;
        // What goes to the terminal at once is whole updates.
        for event in &demo.cast.events {
            if let What::Output(text) = &event.what {
                let parts = text.split("\x1b[?2026h").skip(1);
                assert!(
                    parts.clone().count() == text.matches("\x1b[?2026l").count()
                        && parts.clone().all(|part| part.contains("\x1b[?2026l"))
                        && (text.ends_with("\x1b[?2026l") || parts.count() == 0),
                    "{name}.cast at {}: {text:?}",
                    event.at
                );
            }
        }
        // Each change is a frame. Whatever stands in a cell looks the same in all of them: what is
        // left over from the frame before would look like something else.
        let stills = demo.stills();
        let svg = String::from_utf8(bytes(name, "svg")).expect("text");
        assert_eq!(changes(&svg).len(), stills.len() + 1, "{name}.svg");
        let mut looks: HashMap<Cell, Vec<[u8; 4]>> = HashMap::new();
        let mut next = stills.iter().enumerate();
        frames(&bytes(name, "gif"), |_, width, pixels| {
            let (number, still) = next.next().expect("a picture");
            for (y, row) in still.picture.rows().enumerate() {
                for (x, cell) in row.iter().enumerate() {
                    let lines = (0..CELL.1).map(|line| (y * CELL.1 + line) * width + x * CELL.0);
                    let mut lines = lines.map(|begin| &pixels[begin..begin + CELL.0]);
                    let Some(look) = looks.get(cell) else {
                        let look = lines.flatten().copied().collect();
                        looks.insert(cell.clone(), look);
                        continue;
                    };
                    assert!(
                        look.chunks(CELL.0).all(|line| Some(line) == lines.next()),
                        "{name}.gif: frame {number}, row {y}, column {x}: {cell:?}"
                    );
                }
            }
        });
        assert!(next.next().is_none(), "{name}.gif has too few frames");
        let blank = |cell: &&Cell| cell.glyph.is_empty() && cell.under.is_none() && !cell.wide;
        for cell in looks.keys().filter(blank) {
            let look = &looks[cell];
            assert!(look.iter().all(|pixel| *pixel == look[0]), "{cell:?}");
        }
    }
}

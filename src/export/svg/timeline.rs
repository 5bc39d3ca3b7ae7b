//! A run over its time: a row for each lane, the ideal, and what the colours mean.

use super::drawing::{Drawing, MARGIN, SIZE, Side, WIDTH, letters, share, tick, ticks, width};
use crate::{
    base::{Moment, Nanos, Ratio},
    export::{
        document::machine,
        name,
        outline::{Outline, Piece, word},
        timeline::length,
        title,
    },
    log::Lane,
    model::Run,
    theme::{Tone, legend as named},
};
use strum::VariantArray;

/// The room for the names of lanes, at least and at most.
const NAMES: f64 = 110.0;
const MOST_NAMES: f64 = 400.0;
/// Where the first lane begins.
const TOP: f64 = 100.0;
/// The most height for all lanes on a slide.
const MOST_HEIGHT: f64 = 640.0;
/// More lanes than that would be thinner than a line.
const MOST_LANES: usize = 320;
/// Names are left out where rows are lower than their letters.
const NAMED: f64 = 12.0;

/// The last run over its time.
pub(super) fn draw(run: &Run) -> Drawing {
    let mut drawing = Drawing::new(&title(run), &machine(run));
    let lanes: Vec<_> = run.rows().take(MOST_LANES).collect();
    let scale = SvgScale::of(run, lanes.len());
    let bottom = scale.row(lanes.len());
    for at in ticks(scale.whole) {
        let x = scale.x(at);
        drawing.line((x, TOP - 6.0), (x, bottom), "faint", "1 3");
        drawing.text((x, bottom + 18.0), Side::Middle, &tick(at), "dim");
    }
    let mut used = [false; Tone::COUNT];
    for (index, lane) in lanes.iter().enumerate() {
        let y = scale.row(index);
        if scale.pitch >= NAMED {
            let middle = y + scale.pitch / 2.0 + 2.0;
            drawing.text(
                (scale.left() - 12.0, middle),
                Side::End,
                &name(run, lane),
                "dim",
            );
        }
        draw_lane(&mut drawing, &scale, (run, lane), y, &mut used);
    }
    if let Some(ideal) = run.ideal().filter(|ideal| *ideal <= scale.whole) {
        let x = scale.x(ideal);
        drawing.line((x, TOP - 10.0), (x, bottom + 2.0), "ideal", "");
        let text = format!("ideal {ideal}");
        drawing.bold((x, TOP - 14.0), beside(x, &text), &text, "ideal");
    }
    let hidden = run.rows().count() - lanes.len();
    let mut y = bottom + 50.0;
    if hidden > 0 {
        let more = format!("… and {hidden} more lanes");
        drawing.text((scale.left(), y), Side::Start, &more, "dim");
        y += 24.0;
    }
    y = legend(&mut drawing, run, &used, (scale.left(), y));
    drawing.down_to(y)
}

/// Where lanes and times are.
struct SvgScale {
    /// The room for the names of lanes.
    names: f64,
    origin: Moment,
    whole: Nanos,
    pitch: f64,
}

impl SvgScale {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred lanes")]
    fn of(run: &Run, lanes: usize) -> Self {
        let names = run.rows().take(lanes).map(|lane| width(&name(run, lane), SIZE));
        let widest = names.fold(0.0, f64::max);
        Self {
            names: (widest + 12.0).clamp(NAMES, MOST_NAMES),
            origin: run.began().unwrap_or_default(),
            whole: length(run).max(Nanos::new(1)),
            pitch: (MOST_HEIGHT / lanes.max(1) as f64).clamp(2.0, 32.0),
        }
    }

    /// Where times begin.
    fn left(&self) -> f64 {
        MARGIN + self.names
    }

    fn x(&self, at: Nanos) -> f64 {
        self.left() + share(at, self.whole).min(1.0) * (WIDTH - MARGIN - self.left())
    }

    #[expect(clippy::cast_precision_loss, reason = "a few hundred lanes")]
    fn row(&self, index: usize) -> f64 {
        TOP + index as f64 * self.pitch
    }
}

fn draw_lane(
    drawing: &mut Drawing,
    scale: &SvgScale,
    (run, lane): (&Run, &Lane),
    y: f64,
    used: &mut [bool],
) {
    // Half of a unit is too little to be seen.
    let cell = scale.whole / 2000;
    let gap = if scale.pitch >= NAMED {
        scale.pitch / 5.0
    } else {
        0.0
    };
    let height = scale.pitch - gap;
    for piece in Outline::of(run, lane, cell) {
        used[piece.tone as usize] = true;
        let start = scale.x(piece.start.since(scale.origin));
        let end = scale.x((piece.start + piece.length).since(scale.origin));
        let wide = (end - start).max(0.4);
        let tone = piece.tone;
        match piece.tone {
            Tone::Wait | Tone::Blocked => {
                let thin = (height / 8.0).max(1.0);
                drawing.bar(start, y + (gap + height - thin) / 2.0, wide, thin, tone);
            }
            Tone::Tail => {
                drawing.hatched((start, y + gap / 2.0, wide, height), tone);
            }
            _ => {
                // Neighbours are told apart by the paper between them, where there is room.
                let seam = if wide > 4.0 { 0.8 } else { 0.0 };
                drawing.bar(start, y + gap / 2.0, wide - seam, height, tone);
                // As much of the bar's height as the task had no core for.
                if piece.off > Ratio::ZERO && tone.is_task() {
                    used[Tone::Preempted as usize] = true;
                    let strip = height * piece.off.get();
                    drawing.bar(start, y + gap / 2.0, wide - seam, strip, Tone::Preempted);
                }
            }
        }
        let fits = |text: &String| scale.pitch >= 18.0 && width(text, 11.0) + 6.0 < wide;
        if let Some(text) = labels(run, &piece).into_iter().find(fits) {
            drawing.label((start + wide / 2.0, y + scale.pitch / 2.0 + 4.0), &text);
        }
    }
}

/// The labels of a piece, the longest first: the number of its task, the name of another program's
/// slice, or a watched program's name for the task.
fn labels(run: &Run, piece: &Piece) -> Vec<String> {
    let Some(span) = piece.span else {
        return Vec::new();
    };
    if let Some(import) = run.import() {
        let name = import.names.slice(span.chunk).map(ToString::to_string);
        return name.into_iter().collect();
    }
    if !piece.tone.is_task() {
        return Vec::new();
    }
    if let Some(watched) = run.watched() {
        let name = watched.task_name(span.chunk, span.task, span.count);
        let number = watched.task_of_call(span.chunk, span.task);
        let number = number.filter(|_| span.count <= 1).map(|number| number.to_string());
        return name.into_iter().chain(number).collect();
    }
    let is_one = span.count <= 1;
    is_one.then(|| span.task.to_string()).into_iter().collect()
}

/// On which side of a line its name has room.
pub(super) fn beside(x: f64, text: &str) -> Side {
    if x + width(text, SIZE) / 2.0 > WIDTH - MARGIN {
        Side::End
    } else {
        Side::Middle
    }
}

/// Draws the meaning of the colours that were used; returns where the legend ends.
fn legend(
    drawing: &mut Drawing,
    run: &Run,
    is_used: &[bool],
    (left, mut y): (f64, f64),
) -> f64 {
    let mut x = left;
    let mut is_seen = [false; 256];
    for span in run.rows().flat_map(|lane| &lane.spans) {
        is_seen[usize::from(span.kind.number())] = true;
    }
    let kinds = &run.description.kinds;
    let kinds = kinds.only(|kind| is_seen[usize::from(kind.number())]);
    let used = Tone::VARIANTS.iter().copied();
    let used: Vec<_> = used.filter(|tone| is_used[*tone as usize]).collect();
    // Tones with one name on the screen have one here.
    for like in used.chunk_by(|one, next| word(*one, run) == word(*next, run)) {
        let Some(word) = word(like[0], run) else {
            continue;
        };
        let text = &*named(like, word, &kinds);
        let marks: f64 = like.iter().map(|_| 14.0).sum();
        let wide = marks + 4.0 + width(text, SIZE) + 22.0;
        if x + wide > WIDTH - MARGIN && letters(x, 1.0) > letters(left, 1.0) {
            (x, y) = (left, y + 22.0);
        }
        for (index, &tone) in like.iter().enumerate() {
            let at = x + if index == 0 { 0.0 } else { 14.0 };
            match tone {
                Tone::Tail => drawing.hatched((at, y - 10.0, 12.0, 12.0), tone),
                _ => drawing.bar(at, y - 10.0, 12.0, 12.0, tone),
            }
        }
        drawing.text((x + marks + 4.0, y), Side::Start, text, "dim");
        x += wide;
    }
    y
}

#[cfg(test)]
mod tests {
    use crate::{
        base::{Moment, Nanos},
        export::{
            Topic,
            svg::FORMAT,
            tests::{drawn, pool},
        },
        model::scenario,
    };

    #[test]
    fn a_slide_gets_every_lane_with_its_tasks_and_the_ideal() {
        insta::assert_snapshot!(drawn(&FORMAT, Some(Topic::Timeline), pool()));
    }

    #[test]
    fn a_slide_says_as_much_of_preempted_time_as_there_was_in_the_words_of_the_screen() {
        let run = scenario::run(
            "set mode=pool workers=1 tasks=2 chunksize=1
            w1: task%60 0/0 0ms 10ms | task 1/1 10ms 20ms\nend 20ms",
        );
        let text = drawn(&FORMAT, Some(Topic::Timeline), run);
        assert!(text.contains(">preempted<"), "{text}");
        assert!(
            text.contains(">task<") && !text.contains("next chunk"),
            "{text}"
        );
        // Two fifths of the height of a bar of 25.6, all along it.
        assert!(text.contains("height=\"10.24\""), "{text}");
    }

    #[test]
    fn a_slide_gets_the_way_from_the_ideal_to_the_speedup() {
        insta::assert_snapshot!(drawn(&FORMAT, Some(Topic::Ledger), pool()));
    }

    #[test]
    fn where_the_serial_run_is_not_known_there_is_a_timeline_instead_of_a_ledger() {
        let run = || scenario::run("w1: task 0 0ms 1ms\nend 1ms");
        assert_eq!(
            drawn(&FORMAT, Some(Topic::Ledger), run()),
            drawn(&FORMAT, Some(Topic::Timeline), run())
        );
    }

    #[test]
    fn a_hostile_log_writes_no_markup_into_a_slide_and_absurd_times_break_none() {
        let mut run = pool();
        run.description.machine.model = "</text><script>alert(1)</script>".into();
        for (start, length) in [(0, u64::MAX), (u64::MAX, u64::MAX), (u64::MAX, 0)] {
            run.lanes[1].spans[0].start = Moment::from_nanos(start);
            run.lanes[1].spans[1].length = Nanos::new(length);
            let text = drawn(&FORMAT, Some(Topic::Timeline), run.clone());
            assert!(!text.contains("<script"), "{text}");
            assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
        }
    }
}

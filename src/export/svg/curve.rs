//! The curve of a sweep: the wall time over the parameter, with its spread, and the best point.

use super::{
    drawing::{Drawing, MARGIN, SIZE, Side, WIDTH, cut, share, tick, ticks, width},
    timeline::beside,
};
use crate::{
    base::Nanos,
    export::{SweepResults, sweep::reach},
    theme::Tone,
};

const LEFT: f64 = MARGIN + 80.0;
const TOP: f64 = 92.0;
const HEIGHT: f64 = 340.0;
const BOTTOM: f64 = TOP + HEIGHT;

/// The lines of a sweep of two parameters; of more values, they begin again.
const TONES: [Tone; 6] = [
    Tone::TaskA,
    Tone::Deliver,
    Tone::Own,
    Tone::Lock,
    Tone::Killed,
    Tone::Ready,
];

/// The curve of a sweep.
pub(super) fn draw(results: &SweepResults<'_>) -> Drawing {
    let SweepResults {
        sweep,
        curve,
        machine,
        ..
    } = results;
    let about = format!(
        "{} runs of each point on {}",
        sweep.repeats(),
        machine.model
    );
    let mut drawing = Drawing::new(&sweep.title(machine.usable_cores), &about);
    let chart = SvgChart::of(results);
    chart.axes(&mut drawing);
    chart.serial(&mut drawing);
    let lines = sweep.axes().get(1).map_or(1, |axis| axis.values.len());
    for line in 0..lines {
        chart.line(line, &mut drawing);
    }
    chart.legend(&mut drawing);
    chart.best(&mut drawing);
    let bottom = BOTTOM + if lines > 1 { 104.0 } else { 78.0 };
    let verdict = cut(&curve.verdict(sweep), 116);
    drawing.text((MARGIN, bottom), Side::Start, &verdict, "dim");
    drawing.down_to(bottom)
}

/// Where values and times are.
struct SvgChart<'a> {
    results: &'a SweepResults<'a>,
    whole: Nanos,
    /// How wide a column is.
    room: f64,
}

impl<'a> SvgChart<'a> {
    fn of(results: &'a SweepResults<'a>) -> Self {
        let highest = results.curve.spots.iter().filter_map(reach).max();
        let highest = highest.unwrap_or_default().max(Nanos::new(1));
        let columns = results
            .sweep
            .axes()
            .first()
            .map_or(1, |axis| axis.values.len());
        Self {
            results,
            // A little more than the highest point, so that it does not touch the title.
            whole: highest + highest / 12,
            room: (WIDTH - MARGIN - LEFT) / cast(columns.max(1)),
        }
    }

    fn x(&self, column: usize) -> f64 {
        LEFT + self.room * (cast(column) + 0.5)
    }

    fn y(&self, time: Nanos) -> f64 {
        BOTTOM - share(time, self.whole).min(1.0) * HEIGHT
    }

    /// The column of a point, and its line.
    fn place(&self, point: usize) -> (usize, usize) {
        let values = self.results.sweep.values(point);
        let mut places = values.map(|(axis, value)| {
            let place = axis.values.iter().position(|other| other == value);
            place.unwrap_or(0)
        });
        (places.next().unwrap_or(0), places.next().unwrap_or(0))
    }

    fn axes(&self, drawing: &mut Drawing) {
        for time in ticks(self.whole) {
            let y = self.y(time);
            drawing.line((LEFT, y), (WIDTH - MARGIN, y), "faint", "1 3");
            drawing.text((LEFT - 10.0, y + 4.0), Side::End, &tick(time), "dim");
        }
        let Some(axis) = self.results.sweep.axes().first() else {
            return;
        };
        let widths = axis.values.iter().map(|value| width(value, SIZE));
        let widest = widths.fold(1.0, f64::max);
        // Of many values only every second, third or so is named.
        let fits = |every: &usize| self.room * cast(*every) > widest + 8.0;
        let every = (1..=axis.values.len()).find(fits).unwrap_or(1);
        for (column, value) in axis.values.iter().enumerate().step_by(every) {
            drawing.text((self.x(column), BOTTOM + 20.0), Side::Middle, value, "dim");
        }
        let middle = f64::midpoint(LEFT, WIDTH - MARGIN);
        drawing.bold(
            (middle, BOTTOM + 44.0),
            Side::Middle,
            axis.parameter.name,
            "dim",
        );
    }

    /// T₁, where all points have the same and it is not above them all.
    fn serial(&self, drawing: &mut Drawing) {
        let mut all = self
            .results
            .curve
            .spots
            .iter()
            .filter_map(|spot| spot.serial);
        let first = all.next().filter(|serial| *serial <= self.whole);
        if let Some(serial) = first.filter(|serial| all.all(|other| other == *serial)) {
            let y = self.y(serial);
            drawing.line((LEFT, y), (WIDTH - MARGIN, y), "serial", "6 4");
            let text = format!("T₁ {serial}");
            drawing.text((LEFT + 4.0, y - 6.0), Side::Start, &text, "serial");
        }
    }

    /// The points of one value of the second parameter, with their spread.
    fn line(&self, line: usize, drawing: &mut Drawing) {
        let tone = TONES[line % TONES.len()];
        let spots = self.results.curve.spots.iter().enumerate();
        let spots = spots.map(|(point, spot)| (self.place(point), spot));
        let mut points = Vec::new();
        for ((column, _), spot) in spots.filter(|((_, of), _)| *of == line) {
            let x = self.x(column);
            if let Some(interval) = spot.interval {
                let (low, high) = (self.y(interval.low), self.y(interval.high));
                drawing.bar(x - 0.75, high, 1.5, (low - high).max(0.5), tone);
                drawing.bar(x - 5.0, high - 0.75, 10.0, 1.5, tone);
                drawing.bar(x - 5.0, low - 0.75, 10.0, 1.5, tone);
            }
            points.extend(spot.wall.map(|wall| (x, self.y(wall.median))));
        }
        if points.len() > 1 {
            drawing.curve(&points, tone);
        }
        for point in points {
            drawing.dot(point, 4.0, tone);
        }
    }

    /// Draws the values that lines stand for.
    fn legend(&self, drawing: &mut Drawing) {
        let Some(axis) = self.results.sweep.axes().get(1) else {
            return;
        };
        let mut x = LEFT;
        for (line, value) in axis.values.iter().enumerate() {
            let text = format!("{} {value}", axis.parameter.name);
            drawing.dot((x + 6.0, BOTTOM + 70.0), 5.0, TONES[line % TONES.len()]);
            drawing.text((x + 18.0, BOTTOM + 74.0), Side::Start, &text, "dim");
            x += width(&text, SIZE) + 40.0;
        }
    }

    fn best(&self, drawing: &mut Drawing) {
        let Some(best) = &self.results.curve.best else {
            return;
        };
        let spot = self.results.curve.spots.get(best.point);
        if let Some((spot, wall)) = spot.and_then(|spot| Some((spot, spot.wall?))) {
            let (x, y) = (self.x(self.place(best.point).0), self.y(wall.median) + 24.0);
            let text = match spot.said_speedup() {
                Some(speedup) => format!("{} · {speedup}", wall.median),
                None => wall.median.to_string(),
            };
            drawing.bold((x, y), beside(x, &text), &text, "good");
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few columns")]
const fn cast(count: usize) -> f64 {
    count as f64
}

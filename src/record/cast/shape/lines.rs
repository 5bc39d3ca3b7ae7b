//! The lines of boxes, U+2500 to U+257F.

use super::{GlyphOutline, GlyphPoint, HEIGHT, WIDTH, rect};

/// The place where the lines of a cell meet: the left and upper edge of a thin one.
const CENTER: (u16, u16) = (3, 7);

/// How thick the arms of each are that reach to the left, right, top and bottom. Double lines that
/// meet others count as thick: beside them they cannot be told apart at this size.
const ARMS: &str = "\
    1100 2200 0011 0022 1100 2200 0011 0022 1100 2200 0011 0022 0101 0201 0102 0202 \
    1001 2001 1002 2002 0110 0210 0120 0220 1010 2010 1020 2020 0111 0211 0121 0112 \
    0122 0221 0212 0222 1011 2011 1021 1012 1022 2021 2012 2022 1101 2101 1201 2201 \
    1102 2102 1202 2202 1110 2110 1210 2210 1120 2120 1220 2220 1111 2111 1211 2211 \
    1121 1112 1122 2121 1221 2112 1212 2221 2212 2122 1222 2222 1100 2200 0011 0022 \
    2200 0022 0201 0102 0202 2001 1002 2002 0210 0120 0220 2010 1020 2020 0211 0122 \
    0222 2011 1022 2022 2201 1102 2202 2210 1120 2220 2211 1122 2222 0000 0000 0000 \
    0000 0000 0000 0000 1000 0010 0100 0001 2000 0020 0200 0002 1200 0012 2100 0021";

/// The outlines drawn for a line.
pub(super) fn of(glyph: char) -> Vec<GlyphOutline> {
    let (x, y) = CENTER;
    let [left, right, top, bottom] = arms(glyph);
    match glyph {
        '═' => vec![rect(0, y - 1, WIDTH, 1), rect(0, y + 2, WIDTH, 1)],
        '║' => vec![rect(x - 1, 0, 1, HEIGHT), rect(x + 2, 0, 1, HEIGHT)],
        '╌' | '╍' => across(left, 2),
        '┄' | '┅' => across(left, 3),
        '┈' | '┉' => across(left, 4),
        '╎' | '╏' => down(top, 2),
        '┆' | '┇' => down(top, 3),
        '┊' | '┋' => down(top, 4),
        '╭' => vec![bend(WIDTH, HEIGHT)],
        '╮' => vec![bend(0, HEIGHT)],
        '╯' => vec![bend(0, 0)],
        '╰' => vec![bend(WIDTH, 0)],
        '╱' => vec![diagonal(true)],
        '╲' => vec![diagonal(false)],
        '╳' => vec![diagonal(true), diagonal(false)],
        _ => {
            // An arm reaches through the line that it meets.
            let across = x + top.max(bottom).max(1);
            let down = y + left.max(right).max(1);
            let arms = [
                (left, rect(0, y, across, left)),
                (right, rect(x, y, WIDTH - x, right)),
                (top, rect(x, 0, top, down)),
                (bottom, rect(x, y, bottom, HEIGHT - y)),
            ];
            if left == right && left > 0 {
                let whole = rect(0, y, WIDTH, left);
                return joined(whole, &arms[2..]);
            }
            if top == bottom && top > 0 {
                let whole = rect(x, 0, top, HEIGHT);
                return joined(whole, &arms[..2]);
            }
            let there = arms.into_iter().filter(|(thick, _)| *thick > 0);
            there.map(|(_, rect)| rect).collect()
        }
    }
}

/// A line that goes through, and the arms that meet it.
fn joined(whole: GlyphOutline, arms: &[(u16, GlyphOutline)]) -> Vec<GlyphOutline> {
    let there = arms.iter().filter(|(thick, _)| *thick > 0);
    let arms = there.map(|(_, rect)| rect.clone());
    std::iter::once(whole).chain(arms).collect()
}

fn arms(glyph: char) -> [u16; 4] {
    let place = usize::try_from(u32::from(glyph) - 0x2500).unwrap_or(0);
    let digits = ARMS.as_bytes().get(5 * place..5 * place + 4);
    let mut arms = [0; 4];
    for (arm, digit) in arms.iter_mut().zip(digits.unwrap_or_default()) {
        *arm = u16::from(digit - b'0');
    }
    arms
}

/// Dashes from left to right.
fn across(thick: u16, dashes: u16) -> Vec<GlyphOutline> {
    let (_, y) = CENTER;
    dashed(WIDTH, dashes)
        .map(|(from, length)| GlyphOutline::Rect([from, f32::from(y), length, f32::from(thick)]))
        .collect()
}

/// Dashes from top to bottom.
fn down(thick: u16, dashes: u16) -> Vec<GlyphOutline> {
    let (x, _) = CENTER;
    dashed(HEIGHT, dashes)
        .map(|(from, length)| GlyphOutline::Rect([f32::from(x), from, f32::from(thick), length]))
        .collect()
}

/// The beginnings and lengths of dashes; their gaps fit the neighbours.
fn dashed(length: u16, dashes: u16) -> impl Iterator<Item = (f32, f32)> {
    let period = f32::from(length) / f32::from(dashes);
    let gap = (period * 0.4).ceil().min(period / 2.0);
    (0..dashes).map(move |dash| (f32::from(dash) * period, period - gap))
}

/// A quarter of an ellipse around a corner of the cell, from the middle of one of its sides to the
/// middle of another.
fn bend(corner_x: u16, corner_y: u16) -> GlyphOutline {
    const STEPS: u8 = 8;
    let ((x, y), thick) = ((f32::from(CENTER.0), f32::from(CENTER.1)), 1.0);
    let (left, top) = (f32::from(corner_x), f32::from(corner_y));
    let edge = |toward: f32| {
        // The edge of the line that is further from the corner, or the nearer one.
        let reach = |line: f32, corner: f32| {
            let [one, other] = [line - corner, line + thick - corner];
            let (near, far) = if one.abs() < other.abs() {
                (one, other)
            } else {
                (other, one)
            };
            near + (far - near) * toward
        };
        (reach(x, left), reach(y, top))
    };
    let arc = |toward: f32, back: bool| {
        let (across, down) = edge(toward);
        (0..=STEPS).map(move |step| {
            let step = if back { STEPS - step } else { step };
            let angle = f32::from(step) / f32::from(STEPS) * std::f32::consts::FRAC_PI_2;
            let (sin, cos) = (libm::sinf(angle), libm::cosf(angle).max(0.0));
            (left + across * sin, top + down * cos)
        })
    };
    let corners: Vec<GlyphPoint> = arc(1.0, false).chain(arc(0.0, true)).collect();
    GlyphOutline::Polygon(corners)
}

/// A line from corner to corner; `rising` from the lower left one.
fn diagonal(rising: bool) -> GlyphOutline {
    let (right, low) = (f32::from(WIDTH), f32::from(HEIGHT));
    let (thin, tall) = (0.7, 1.4);
    let falling = [
        (0.0, 0.0),
        (thin, 0.0),
        (right, low - tall),
        (right, low),
        (right - thin, low),
        (0.0, tall),
    ];
    let turn = |(x, y): GlyphPoint| if rising { (right - x, y) } else { (x, y) };
    GlyphOutline::Polygon(falling.map(turn).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_neighbours_meet_at_the_edge_of_their_cells() {
        let touches = |glyph: char, edge: fn(&[f32; 4]) -> bool| {
            of(glyph)
                .iter()
                .any(|outline| matches!(outline, GlyphOutline::Rect(rect) if edge(rect)))
        };
        for number in 0x2500..=0x254b_u32 {
            let glyph = char::from_u32(number).unwrap();
            let [left, right, top, bottom] = arms(glyph).map(|arm| arm > 0);
            let is_dashed = (0x2504..=0x250b).contains(&number);
            assert_eq!(touches(glyph, |[x, ..]| *x == 0.0), left, "{glyph}");
            assert_eq!(touches(glyph, |[_, y, ..]| *y == 0.0), top, "{glyph}");
            if !is_dashed {
                assert_eq!(
                    touches(glyph, |[x, _, w, _]| (x + w - 8.0).abs() < 0.01),
                    right,
                    "{glyph}"
                );
                assert_eq!(
                    touches(glyph, |[_, y, _, h]| (y + h - 16.0).abs() < 0.01),
                    bottom,
                    "{glyph}"
                );
            }
        }
    }

    #[test]
    fn a_bend_goes_on_where_the_lines_beside_it_end() {
        let ends = |glyph: char| match &of(glyph)[0] {
            GlyphOutline::Polygon(corners) => corners.clone(),
            GlyphOutline::Rect(_) => panic!("no bend"),
        };
        let near = |corners: &[GlyphPoint], (x, y): GlyphPoint| {
            let is_near = |&(a, b): &GlyphPoint| (a - x).abs() < 0.01 && (b - y).abs() < 0.01;
            assert!(corners.iter().any(is_near), "({x}, {y}) in {corners:?}");
        };
        for (glyph, x, y) in [
            ('╭', 8.0, 16.0),
            ('╮', 0.0, 16.0),
            ('╯', 0.0, 0.0),
            ('╰', 8.0, 0.0),
        ] {
            let corners = ends(glyph);
            for corner in [(x, 7.0), (x, 8.0), (3.0, y), (4.0, y)] {
                near(&corners, corner);
            }
        }
    }
}

//! Legibility and completeness of every theme.

use crate::theme::{
    depth::{contrast, rgb},
    *,
};

const DEPTHS: [Depth; 4] = [Depth::None, Depth::Sixteen, Depth::Indexed, Depth::True];

/// The usual ground of a theme: its own.
fn ground(theme: &Theme) -> Option<Color> {
    theme.ground.bg
}

#[test]
fn every_theme_that_comes_along_can_be_read_and_says_what_it_is() {
    let names: Vec<_> = builtin().iter().map(|theme| theme.name.as_str()).collect();
    assert_eq!(
        names,
        ["dark", "light", "high-contrast", "colour-blind", "mono"]
    );
    assert!(builtin().iter().all(|theme| !theme.about.is_empty()));
}

#[test]
fn without_colours_there_are_none() {
    for theme in builtin().iter().map(|theme| theme.lowered(Depth::None)) {
        let mut theme = theme;
        let roles = role::ROLES.iter().map(|(_, place)| *place(&mut theme));
        let roles: Vec<_> = roles.collect();
        let marks = theme
            .paints
            .iter()
            .flat_map(|paint| [paint.mark, paint.label]);
        for style in roles.into_iter().chain(marks).chain(theme.heat) {
            assert_eq!((style.fg, style.bg), (None, None));
        }
        let paints = &theme.paints;
        assert!(
            !paints
                .iter()
                .any(|paint| matches!(paint.fill, Fill::Color(_)))
        );
    }
}

#[test]
fn with_few_colours_only_those_are_used() {
    for theme in builtin() {
        for (depth, most) in [(Depth::Sixteen, 15), (Depth::Indexed, 255)] {
            let mut theme = theme.lowered(depth);
            let roles: Vec<_> = role::ROLES
                .iter()
                .map(|(_, place)| *place(&mut theme))
                .collect();
            let marks = theme
                .paints
                .iter()
                .flat_map(|paint| [paint.mark, paint.label]);
            for color in roles
                .into_iter()
                .chain(marks)
                .chain(theme.heat)
                .flat_map(|style| [style.fg, style.bg])
                .flatten()
            {
                assert!(
                    matches!(color, Color::Indexed(index) if index <= most),
                    "{} {depth:?}: {color:?}",
                    theme.name
                );
            }
        }
    }
}

#[test]
fn whatever_is_to_be_read_can_be_read_in_every_theme_and_depth() {
    for theme in builtin().iter().filter(|theme| theme.name != "mono") {
        for depth in DEPTHS.into_iter().filter(|&depth| depth != Depth::None) {
            let least = if theme.name == "high-contrast" {
                5.0
            } else {
                3.0
            };
            let mut theme = theme.lowered(depth);
            let behind = ground(&theme).expect("a ground");
            let text = theme.ground.fg.expect("a text");
            let mut said: Vec<(String, Style)> = role::ROLES
                .iter()
                .filter(|(name, _)| !matches!(*name, "rule" | "area" | "past" | "ghost"))
                .map(|(name, place)| ((*name).to_owned(), *place(&mut theme)))
                .collect();
            for (tone, paint) in Tone::VARIANTS.iter().zip(&theme.paints) {
                let written = matches!(tone, Tone::TaskA | Tone::TaskB | Tone::Running)
                    || matches!(tone, Tone::Own | Tone::Added | Tone::Failed | Tone::Tail)
                    || matches!(tone, Tone::Killed | Tone::WorkerA | Tone::WorkerB)
                    || matches!(tone, Tone::WorkerC | Tone::WorkerD)
                    || matches!(tone, Tone::WorkerE | Tone::WorkerF);
                if written {
                    said.push((format!("on {tone}"), paint.label));
                }
            }
            for (warmth, style) in Warmth::VARIANTS.iter().zip(theme.heat) {
                said.push((format!("on {warmth}"), style));
            }
            for (name, style) in said {
                let found = contrast(style.fg.unwrap_or(text), style.bg.unwrap_or(behind));
                let least = if name.starts_with("on ") { 3.0 } else { least };
                let least = if name.starts_with("gauge") {
                    2.0
                } else {
                    least
                };
                // Grey on black, and cyan on white, have no more among the sixteen.
                let few = depth == Depth::Sixteen && style.bg.is_none();
                let least = if few { least - 0.5 } else { least };
                assert!(
                    found >= least,
                    "{name} in {} at {depth:?}: {found:.1}",
                    theme.name
                );
            }
        }
    }
}

#[test]
fn the_cursor_is_seen_on_every_bar_in_every_theme_and_depth() {
    for theme in builtin() {
        for depth in DEPTHS {
            let theme = theme.lowered(depth);
            for (tone, paint) in Tone::VARIANTS.iter().zip(&theme.paints) {
                let Fill::Color(ground) = paint.fill else {
                    continue;
                };
                let line = Theme::through(ground);
                let found = contrast(line.fg.expect("a line"), line.bg.expect("a bar"));
                assert!(
                    found >= 4.5,
                    "on {tone} in {} at {depth:?}: {found:.1}",
                    theme.name
                );
            }
        }
    }
}

#[test]
fn no_word_in_any_theme_is_fainter_than_what_weak_eyes_can_read() {
    // Bars and lines, which hold no text.
    let drawn = |name: &str| {
        matches!(name, "rule" | "usage" | "past" | "area") || name.starts_with("gauge")
    };
    for theme in builtin().iter().filter(|theme| theme.name != "mono") {
        let mut theme = theme.clone();
        let (behind, text) = (ground(&theme).expect("a ground"), theme.ground.fg);
        let text = text.expect("a text");
        for (name, place) in role::ROLES.iter().filter(|(name, _)| !drawn(name)) {
            let style = *place(&mut theme);
            let found = contrast(style.fg.unwrap_or(text), style.bg.unwrap_or(behind));
            assert!(found >= 4.5, "{name} in {}: {found:.2}", theme.name);
        }
    }
}

#[test]
fn chunks_that_take_turns_differ_with_any_number_of_colours() {
    for theme in builtin() {
        for depth in DEPTHS {
            let theme = theme.lowered(depth);
            let [a, b, running] =
                [Tone::TaskA, Tone::TaskB, Tone::Running].map(|tone| theme.paints[tone as usize]);
            assert_ne!(a.mark, b.mark, "{} at {depth:?}", theme.name);
            assert_ne!(a.mark, running.mark, "{} at {depth:?}", theme.name);
        }
    }
}

/// The colour vision of dichromats, in linear light: without red, green and blue (Machado, Oliveira
/// and Fernandes 2009, severity 1).
const DICHROMACIES: [(&str, [[f64; 3]; 3]); 3] = [
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.040_45 {
        part / 12.92
    } else {
        ((part + 0.055) / 1.055).powf(2.4)
    }
}

/// A colour in CIE Lab as that eye sees it.
fn seen(color: Color, eye: &[[f64; 3]; 3]) -> [f64; 3] {
    let light = rgb(color).map(linear);
    let [red, green, blue] = eye.map(|row| {
        let sum: f64 = row.iter().zip(light).map(|(a, b)| a * b).sum();
        sum.clamp(0.0, 1.0)
    });
    let [x, y, z] = [
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    ]
    .map(|part| {
        if part > 0.008_856 {
            part.cbrt()
        } else {
            7.787 * part + 16.0 / 116.0
        }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The distance of two colours in CIE Lab as that eye sees them.
fn apart(one: Color, other: Color, eye: &[[f64; 3]; 3]) -> f64 {
    let [a, b] = [one, other].map(|color| seen(color, eye));
    let squares = a.iter().zip(b).map(|(a, b)| (a - b).powi(2));
    squares.sum::<f64>().sqrt()
}

fn assert_told_apart(told: &[(&str, Color)]) {
    for (who, eye) in &DICHROMACIES {
        for (index, (one, color)) in told.iter().enumerate() {
            for (other, against) in &told[..index] {
                let apart = apart(*color, *against, eye);
                assert!(
                    apart >= 15.0,
                    "{who}: {one} and {other} are {apart:.0} apart"
                );
            }
        }
    }
}

fn colour_blind() -> &'static Theme {
    let mut all = builtin().iter();
    let theme = all.find(|theme| theme.name == "colour-blind");
    theme.expect("a theme")
}

/// The colour of a bar.
fn mark(theme: &Theme, tone: Tone) -> Color {
    let paint = theme.paints[tone as usize];
    paint.mark.bg.or(paint.mark.fg).expect("a colour")
}

#[test]
fn who_ran_on_a_core_is_told_from_all_others_there_by_all_kinds_of_eyes() {
    let theme = colour_blind();
    let mark = |tone| mark(theme, tone);
    assert_told_apart(&[
        ("worker 1", mark(Tone::WorkerA)),
        ("worker 2", mark(Tone::WorkerB)),
        ("worker 3", mark(Tone::WorkerC)),
        ("worker 4", mark(Tone::WorkerD)),
        ("worker 5", mark(Tone::WorkerE)),
        ("worker 6", mark(Tone::WorkerF)),
        ("running", mark(Tone::Running)),
        ("ideal", theme.ideal.fg.expect("a colour")),
        ("ground", ground(theme).expect("a ground")),
    ]);
}

#[test]
fn what_matters_is_told_apart_by_all_kinds_of_eyes() {
    let theme = colour_blind();
    let mark = |tone| mark(theme, tone);
    let role = |style: Style| style.fg.expect("a colour");
    let told = [
        ("task", mark(Tone::TaskA)),
        ("chunk between", mark(Tone::TaskB)),
        ("running", mark(Tone::Running)),
        ("start-up", mark(Tone::StartUp)),
        ("lock", mark(Tone::Lock)),
        ("transfer", mark(Tone::Receive)),
        ("ideal", role(theme.ideal)),
        ("ground", ground(theme).expect("a ground")),
    ];
    assert_told_apart(&told);
    for (who, eye) in &DICHROMACIES {
        let heat: Vec<_> = theme
            .heat
            .map(|style| style.bg)
            .into_iter()
            .flatten()
            .collect();
        for two in heat.windows(2) {
            let apart = apart(two[0], two[1], eye);
            assert!(apart >= 9.0, "{who}: {two:?} {apart}");
        }
    }
}

#[test]
fn a_theme_of_ones_own_says_only_what_is_different() {
    let text = "about = \"mine\"\nbase = \"light\"\n[palette]\nmoss = \"#225522\"\n[role]\n\
                ideal = \"bold moss\"\n[tone]\ntask-a = { fill = \"moss\", label = \"231\" }\n";
    let theme = Theme::read(text, "mine", "mine.toml").unwrap();
    let moss = Color::Rgb(0x22, 0x55, 0x22);
    assert_eq!(
        theme.ideal,
        Style::new().fg(moss).add_modifier(Modifier::BOLD)
    );
    let look = theme.look(Tone::TaskA, Glyphs::unicode());
    assert_eq!((look.fill, look.label.bg), (Fill::Color(moss), Some(moss)));
    let light = &builtin()[1];
    assert_eq!((theme.name.as_str(), theme.dim), ("mine", light.dim));
    assert_eq!(theme.background, Some(Background::Light));
}

#[test]
fn a_theme_that_is_wrong_is_refused_with_its_line_and_a_way_out() {
    for (text, hint) in [
        (
            "base = \"dark\"\n[role]\ntxet = \"1\"",
            "mine.toml:3: there is no role `txet`; did you mean `text`?",
        ),
        (
            "base = \"dark\"\n[role]\ntext = \"bleu\"",
            "mine.toml:3: `bleu` is no colour: give #rrggbb",
        ),
        (
            "base = \"dark\"\n[palette]\nblue = \"75\"\n[role]\ntext = \"bleu\"",
            "did you mean `blue`?",
        ),
        (
            "base = \"dark\"\n[palette]\nred = \"#12345\"",
            "mine.toml:3: `#12345` is no colour",
        ),
        (
            "base = \"dark\"\n[tone]\n\ntask = {}",
            "mine.toml:4: there is no tone `task`; did you mean `task-",
        ),
        (
            "base = \"dark\"\n[tone]\nwait = { colour = \"1\" }",
            "mine.toml:3: unknown field `colour`",
        ),
        (
            "base = \"drak\"",
            "mine.toml:1: there is no theme `drak`; did you mean `dark`?",
        ),
        (
            "background = \"pink\"\nbase = \"dark\"",
            "mine.toml:1: `pink` is no background",
        ),
        ("base = \"dark\"\n[role]\ntext = 7", "mine.toml:3: "),
        (
            "[role]\ntext = \"7\"",
            "mine.toml:1: the role `ground` is missing",
        ),
        ("\n\nabout = \"", "mine.toml:3: "),
        (
            "base = \"dark\"\n[heat]\nhalf = \"16 on\"",
            "mine.toml:3: `on` is no colour",
        ),
    ] {
        let error = Theme::read(text, "mine", "mine.toml").unwrap_err();
        assert!(error.to_string().contains(hint), "{text}: {error}");
    }
}

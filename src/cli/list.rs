//! `parscope list`: what can be chosen from.

use crate::cli::{appearance, arguments::LISTS};
use crate::{
    base::{date, visible_name},
    export::{Style, Table},
    lesson::PRESETS,
    plan::Mode,
    store::Archive,
    theme::builtin,
    ui::Keys,
    workload::{CATALOGUE, Shape},
};
use std::{
    fs,
    io::{self, Write},
};
use strum::VariantArray;

/// Writes one list, or all of them.
pub(super) fn write(what: Option<&str>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    for &name in LISTS.iter().filter(|name| what.is_none_or(|w| w == **name)) {
        if what.is_none() {
            let gap = if text.is_empty() { "" } else { "\n" };
            text += &[gap, &style.title(name), "\n"].concat();
        }
        let columns = if name == "actions" { "<<<" } else { "<<" };
        let mut table = Table::new(columns);
        match name {
            "workloads" => {
                for workload in CATALOGUE {
                    let size = workload
                        .size_unit
                        .map(|unit| format!("; size: {unit}, usually {}", workload.default_size));
                    let about = workload.about.to_owned() + &size.unwrap_or_default();
                    table.row([workload.name.to_owned(), about]);
                }
            }
            "modes" => {
                for mode in Mode::VARIANTS {
                    table.row([mode.to_string(), mode.about().to_owned()]);
                }
            }
            "themes" => {
                for theme in builtin() {
                    table.row([theme.name.clone(), theme.about.clone()]);
                }
                for (name, path) in appearance::own() {
                    table.row([name, visible_name(path)]);
                }
            }
            "actions" => {
                for row in Keys::default().rows() {
                    let keys: Vec<_> = row.labels().collect();
                    let about = row.binding.about.to_owned();
                    table.row([row.name(), keys.join(" "), about]);
                }
            }
            "runs" => {
                for path in Archive::of_user().iter().flat_map(Archive::files) {
                    let kept = fs::metadata(&path).and_then(|meta| meta.modified());
                    let kept = kept.ok().and_then(date);
                    table.row([kept.unwrap_or_else(|| "undated".into()), visible_name(path)]);
                }
            }
            "presets" => {
                for preset in PRESETS.iter() {
                    table.row([preset.name.clone(), preset.title.clone()]);
                }
            }
            _ => {
                for shape in Shape::VARIANTS {
                    table.row([shape.to_string(), shape.about().to_owned()]);
                }
            }
        }
        text += &table.lines();
    }
    out.write_all(style.fit(&text).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_teacher_finds_every_preset_with_its_title() {
        let mut out = Vec::new();
        let style = Style {
            color: false,
            unicode: true,
        };
        write(Some("presets"), style, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), PRESETS.len());
        for (line, preset) in text.lines().zip(PRESETS.iter()) {
            assert!(
                line.contains(&preset.name) && line.contains(&preset.title),
                "{line}"
            );
        }
    }

    #[test]
    fn a_list_by_name_has_one_line_for_each_thing_that_can_be_chosen() {
        let mut out = Vec::new();
        let style = Style {
            color: false,
            unicode: true,
        };
        write(Some("workloads"), style, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), CATALOGUE.len());
        for (line, workload) in text.lines().zip(CATALOGUE) {
            assert_eq!(line.split_whitespace().next(), Some(workload.name));
        }
    }
}

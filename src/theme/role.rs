//! [`ROLES`]: what can be given a style, by its name in a theme's file.

use crate::theme::Theme;
use ratatui::style::Style;

/// Where a theme keeps the style of a role.
pub(super) type RolePlace = fn(&mut Theme) -> &mut Style;

/// Every role but the bars of the timeline and the cells of a map, which go by their own names.
pub(super) const ROLES: &[(&str, RolePlace)] = &[
    ("ground", |theme| &mut theme.ground),
    ("text", |theme| &mut theme.text),
    ("dim", |theme| &mut theme.dim),
    ("faint", |theme| &mut theme.faint),
    ("rule", |theme| &mut theme.rule),
    ("title", |theme| &mut theme.title),
    ("brand", |theme| &mut theme.brand),
    ("selected", |theme| &mut theme.selected),
    ("typed", |theme| &mut theme.typed),
    ("key", |theme| &mut theme.key),
    ("number", |theme| &mut theme.number),
    ("ideal", |theme| &mut theme.ideal),
    ("ideal-over", |theme| &mut theme.ideal_over),
    ("serial", |theme| &mut theme.serial),
    ("live", |theme| &mut theme.live),
    ("good", |theme| &mut theme.good),
    ("warn", |theme| &mut theme.warn),
    ("bad", |theme| &mut theme.bad),
    ("restart", |theme| &mut theme.restart),
    ("gauge-near", |theme| &mut theme.gauge[0]),
    ("gauge-middle", |theme| &mut theme.gauge[1]),
    ("gauge-far", |theme| &mut theme.gauge[2]),
    ("usage", |theme| &mut theme.usage),
    ("past", |theme| &mut theme.past),
    ("area", |theme| &mut theme.area),
    ("ghost", |theme| &mut theme.ghost),
    ("border", |theme| &mut theme.border),
];

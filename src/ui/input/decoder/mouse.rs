//! The mouse as terminals tell of it (SGR, mode 1006): `ESC [ < button ; column ; row M`.

use super::number;
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

/// Bits of the button's number.
const SHIFT: u32 = 4;
const ALT: u32 = 8;
const CONTROL: u32 = 16;
const MOVED: u32 = 32;
const WHEEL: u32 = 64;

/// The event with these parameters; `pressed` is whether it ended in `M`. `None` for moves without
/// a button, and for buttons that few mice have.
pub(super) fn event(parameters: &[u8], pressed: bool) -> Option<MouseEvent> {
    let mut numbers = parameters.split(|&byte| byte == b';').map(number);
    let mut next = || numbers.next().flatten();
    let (button, column, row) = (next()?, next()?, next()?);
    let place = |number: u32| u16::try_from(number.checked_sub(1)?).ok();
    let which = match button & 3 {
        0 => Some(MouseButton::Left),
        1 => Some(MouseButton::Middle),
        2 => Some(MouseButton::Right),
        _ => None,
    };
    let kind = match button & (WHEEL | MOVED | 128) {
        0 if pressed => MouseEventKind::Down(which?),
        0 => MouseEventKind::Up(which?),
        MOVED => MouseEventKind::Drag(which?),
        WHEEL => match button & 3 {
            0 => MouseEventKind::ScrollUp,
            1 => MouseEventKind::ScrollDown,
            2 => MouseEventKind::ScrollLeft,
            _ => MouseEventKind::ScrollRight,
        },
        _ => return None,
    };
    let held = [
        (SHIFT, KeyModifiers::SHIFT),
        (ALT, KeyModifiers::ALT),
        (CONTROL, KeyModifiers::CONTROL),
    ];
    let held = held.iter().filter(|(bit, _)| button & bit != 0);
    Some(MouseEvent {
        kind,
        column: place(column)?,
        row: place(row)?,
        modifiers: held.fold(KeyModifiers::NONE, |all, (_, one)| all | *one),
    })
}

//! [`date`]: a moment of the system's clock as a text.

use std::time::{Duration, SystemTime};

/// The first hour that has no four digits for its year.
const YEAR_10000: Duration = Duration::from_hours(70_389_528);

/// A moment as RFC 3339 has it, with milliseconds: `2025-01-31T12:00:00.000Z`. `None` for one before
/// 1970 or after 9999, which it has no text for: the clock is wrong, or a file's date.
#[must_use]
pub fn date(moment: SystemTime) -> Option<String> {
    let since = moment.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let is_known = since < YEAR_10000;
    is_known.then(|| humantime::format_rfc3339_millis(moment).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_far_off_has_no_date_and_does_no_harm() {
        let epoch = SystemTime::UNIX_EPOCH;
        let second = Duration::from_secs(1);
        assert_eq!(date(epoch).unwrap(), "1970-01-01T00:00:00.000Z");
        assert_eq!(
            date(epoch + YEAR_10000 - second).unwrap(),
            "9999-12-31T23:59:59.000Z"
        );
        assert_eq!(date(epoch - second), None);
        assert_eq!(date(epoch + YEAR_10000), None);
        assert_eq!(
            date(epoch + second * 400_000_000),
            Some("1982-09-04T15:06:40.000Z".into())
        );
    }
}

//! A day of the calendar.

use std::fmt;

/// A day; earlier days are smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: i32,
    month: u8,
    day: u8,
}

/// Seconds of a day.
const SECONDS: i64 = 86_400;

impl Day {
    /// From `2026-07-11`; none where it isn't written so.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) =
            (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let is_day = (1..=12).contains(&month) && (1..=31).contains(&day);
        is_day.then_some(Self { year, month, day })
    }

    /// The day, in UTC, of so many seconds after the beginning of 1970.
    pub fn of_unix_time(seconds: i64) -> Self {
        // Days counted from 1 March of the year 0, in cycles of 400 years: H. S. Hinnant, "chrono-Compatible Low-Level
        // Date Algorithms", civil_from_days.
        let days = seconds.div_euclid(SECONDS).saturating_add(719_468);
        let cycle = days.div_euclid(146_097);
        let of_cycle = days.rem_euclid(146_097);
        let year_of_cycle = (of_cycle - of_cycle / 1460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
        let of_year = of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_cycle + cycle * 400 + i64::from(month <= 2);
        Self { year: year as i32, month: month as u8, day: day as u8 }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written() {
        for text in ["1996-12-12", "2026-11-22", "2030-06-30"] {
            assert_eq!(Day::parse(text).map(|day| day.to_string()).as_deref(), Some(text));
        }
        for text in ["", "2026", "2026-11", "2026-13-01", "2026-1-x", "2026-11-22-1"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
        assert!(Day::parse("2026-02-28") < Day::parse("2026-11-01"));
    }

    #[test]
    fn seconds_become_days() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (951_782_400, "2000-02-29"),
            (1_709_164_799, "2024-02-28"),
            (1_709_164_800, "2024-02-29"),
            (1_795_305_600, "2026-11-22"),
        ] {
            assert_eq!(Day::of_unix_time(seconds).to_string(), day, "{seconds}");
        }
        _ = (Day::of_unix_time(i64::MAX), Day::of_unix_time(i64::MIN));
    }
}

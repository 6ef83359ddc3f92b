use super::*;

#[test]
fn days_are_those_of_the_calendar() {
    let day = |time| Moment { time, age: 0 }.day();
    assert_eq!(day(0), "1970-01-01");
    assert_eq!(day(951_782_400), "2000-02-29");
    assert_eq!(day(1_795_305_599), "2026-11-21");
    assert_eq!(day(-1), "1969-12-31");
}

/*!
Hours of the day as places on a circle, so that midnight is no gap.
*/

/// The two axes of the circle.
pub(super) const AXES: [&str; 2] = ["00:00 to 12:00", "06:00 to 18:00"];

/// The sines of 0, 15, ..., 90 degrees.
const SINES: [f64; 7] = [
    0.0,
    0.258_819_045_102_520_76,
    0.5,
    std::f64::consts::FRAC_1_SQRT_2,
    0.866_025_403_784_438_6,
    0.965_925_826_289_068_3,
    1.0,
];

/// The sine of so many hours of 15 degrees each, from a table: the same on every platform.
fn sine(hour: usize) -> f64 {
    let quarter = |hour: usize| SINES.get(if hour > 6 { 12 - hour } else { hour }).copied();
    match hour % 24 {
        hour @ 0..12 => quarter(hour).unwrap_or(0.0),
        hour => -quarter(hour - 12).unwrap_or(0.0),
    }
}

/// The place of an hour on the circle, midnight at (1, 0) and six o'clock at (0, 1).
pub(super) fn place(hour: usize) -> [f64; 2] {
    [sine(hour + 6), sine(hour)]
}

/// The mean of the records' hours as points of the unit circle, midnight at (1, 0) and six o'clock at (0, 1).
pub(super) fn mean_hour(hours: &[u64; 24]) -> Option<(f64, f64)> {
    let timed: u64 = hours.iter().sum();
    let (mut x, mut y) = (0.0, 0.0);
    for (hour, &count) in hours.iter().enumerate() {
        let [across, up] = place(hour);
        x += count as f64 * across;
        y += count as f64 * up;
    }
    (timed > 0).then(|| (x / timed as f64, y / timed as f64))
}

/// The length of the mean of the hours, without what it would be by chance: of `n` points thrown on a circle the square of the
/// mean's length is `1 / n` on average (Mardia and Jupp 2000, section 4.8). One record agrees with nothing.
pub(super) fn same_hour(hours: &[u64; 24]) -> Option<f64> {
    let timed: u64 = hours.iter().sum();
    let (x, y) = mean_hour(hours)?;
    let square = (x * x + y * y) * timed as f64 - 1.0;
    (timed > 1).then(|| (square / (timed as f64 - 1.0)).max(0.0).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sines_are_those_of_the_standard_library() {
        for hour in 0..48 {
            let exact = (hour as f64 * std::f64::consts::PI / 12.0).sin();
            assert!((sine(hour) - exact).abs() < 1e-14, "{hour}");
        }
    }

    #[test]
    fn the_mean_of_hours_around_midnight_is_midnight() {
        let mut hours = [0; 24];
        hours[23] = 5;
        hours[1] = 5;
        let (x, y) = mean_hour(&hours).unwrap();
        assert!(x > 0.9 && y.abs() < 1e-12);
    }

    #[test]
    fn a_few_records_hardly_agree_on_an_hour() {
        let mut hours = [0; 24];
        hours[3] = 1;
        assert_eq!(same_hour(&hours), None);
        hours[9] = 1;
        assert!(same_hour(&hours).unwrap() < 1e-6);
        hours[3] = 500;
        assert!(same_hour(&hours).unwrap() > 0.99);
    }
}

/*!
Whether a file is rather a table of numbers than a log, told by its beginning.
*/

use super::csv::cells;
use super::npy::MAGIC;

/// Lines of the beginning that are looked at.
const LINES: usize = 60;
/// So many lines with values make a table.
const LEAST: usize = 5;
/// Of a row, at least so many cells of ten hold numbers.
const NUMBERS: usize = 5;

/// Whether these first bytes of a file are those of an array, or of lines of as many cells each, most of them numbers, and none a
/// time: lines with times are a log.
pub fn is_table(head: &[u8]) -> bool {
    if head.starts_with(MAGIC) {
        return true;
    }
    let Ok(text) = std::str::from_utf8(head.get(..whole_lines(head)).unwrap_or_default()) else {
        return false;
    };
    let text = text.trim_start_matches('\u{feff}');
    let lines: Vec<&str> =
        text.lines().filter(|line| !line.trim().is_empty()).take(LINES).collect();
    let Some(first) = lines.first() else { return false };
    let Some(separator) = [',', '\t', ';'].into_iter().find(|s| first.contains(*s)) else {
        return false;
    };
    let width = cells(first, separator).count();
    let header = usize::from(cells(first, separator).all(|cell| cell.parse::<f64>().is_err()));
    let rows = lines.get(header..).unwrap_or_default();
    rows.len() >= LEAST
        && rows.iter().all(|line| {
            let (mut count, mut numbers, mut dated) = (0, 0, false);
            for cell in cells(line, separator) {
                count += 1;
                let number = cell.parse::<f64>();
                numbers += usize::from(number.is_ok());
                dated |= cell.contains(':') || number.is_ok_and(is_epoch);
            }
            count == width && numbers * 10 >= width * NUMBERS && !dated
        })
}

/// Whether a number is rather a Unix time, in seconds or milliseconds: from 2001 to 2033.
fn is_epoch(number: f64) -> bool {
    (1e9..2e9).contains(&number) || (1e12..2e12).contains(&number)
}

/// The length of the lines that end within these bytes; of a text of one line all of it.
fn whole_lines(head: &[u8]) -> usize {
    memchr::memrchr(b'\n', head).map_or(head.len(), |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_numbers_are_told_from_logs() {
        let rows = |row: &str| row.repeat(6).into_bytes();
        for table in [
            rows("0,0.5,-1.25e-3\n"),
            rows("1\t2\n"),
            [b"width,height,kind\n".to_vec(), rows("1.5,2,setosa\n")].concat(),
            [MAGIC.to_vec(), vec![1, 0]].concat(),
        ] {
            assert!(is_table(&table), "{}", String::from_utf8_lossy(&table));
        }
        for log in [
            rows("2024-05-01T10:00:00Z,1,2,3\n"),
            rows("1714557600,1,2,3\n"),
            rows("10.0.0.1 - - [01/May/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200 12\n"),
            rows("started, at last\n"),
            rows("7\n"),
            b"1,2\n3,4\n".to_vec(),
            [rows("1,2\n"), b"3,4,5\n".to_vec()].concat(),
            Vec::new(),
        ] {
            assert!(!is_table(&log), "{}", String::from_utf8_lossy(&log));
        }
    }
}

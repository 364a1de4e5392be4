/*!
What the fuzzers run: each function takes any bytes and asserts what must hold for all of them, that there is no panic, that
output stays within its bounds, and that a cut changes nothing.

`cargo test` drives them too, by mutations of the fixtures (`crate/core/tests/samples/fuzz.rs`).
*/

use logatlas_core::colours;
use logatlas_core::decode::{self, Archive, Decoder, Event, Unfold};
use logatlas_core::detect::{self, detect, preview};
use logatlas_core::dictionary::Seed;
use logatlas_core::format::pattern::{Pattern, trial};
use logatlas_core::format::{ALL, Reader, Sample};
use logatlas_core::parse::Parser;
use logatlas_core::query;
use logatlas_core::split;
use logatlas_core::template::{self, Merged};
use logatlas_core::time::{self, GivenLayout, Hints, Layout};

/// What is run on bytes of any kind; it panics where they show a fault.
pub type Target = fn(&[u8]);

/// A target by its name, for the files of cargo-fuzz and the test.
pub const TARGETS: &[(&str, Target)] = &[
    ("detection", detection),
    ("readers", readers),
    ("decoders", decoders),
    ("archives", archives),
    ("times", times),
    ("queries", queries),
    ("patterns", patterns),
    ("templates", templates),
];

/// A source whose format is found out.
pub fn detection(data: &[u8]) {
    let lines = detect::sample_lines(data);
    let found = detect(&Sample { lines: &lines, hints: Hints::default() });
    assert!(found.candidates.iter().all(|candidate| (0.0..=1.0).contains(&candidate.score)));
    read(data, &*found.reader, &lines);
}

/// A source in a format that its first byte names, whether it is of that format or not.
pub fn readers(data: &[u8]) {
    let Some((first, data)) = data.split_first() else { return };
    let Some(format) = ALL.get(usize::from(*first) % ALL.len()) else { return };
    let lines = detect::sample_lines(data);
    let reader = format.reader(&Sample { lines: &lines, hints: Hints::default() });
    read(data, &*reader, &lines);
}

/// Packed bytes: in pieces they give what they give at once, and never more than there is room for.
pub fn decoders(data: &[u8]) {
    let Some((first, data)) = data.split_first() else { return };
    let unpack = |piece: usize, room: usize| {
        let sniffed = decode::sniff(data);
        let mut decoder = Decoder::new(sniffed.container, sniffed.encoding);
        let mut text = Vec::new();
        let mut buffer = vec![0; room];
        let mut done = |text: &mut Vec<u8>, decoder: &mut Decoder, mut input: &[u8]| {
            loop {
                let Ok(step) = decoder.decode(input, &mut buffer) else { return false };
                assert!(step.consumed <= input.len() && step.produced <= room);
                text.extend_from_slice(&buffer[..step.produced]);
                input = &input[step.consumed..];
                if step.produced < room && input.is_empty() || text.len() > 1 << 22 {
                    return true;
                }
            }
        };
        let mut whole = data.chunks(piece).all(|input| done(&mut text, &mut decoder, input));
        while whole {
            match decoder.finish(&mut buffer) {
                Ok(0) => break,
                Ok(count) => text.extend_from_slice(&buffer[..count]),
                Err(_) => whole = false,
            }
        }
        (text, whole)
    };
    let (text, whole) = unpack(data.len().max(1), 1 << 16);
    let piece = 1 + usize::from(*first);
    if text.len() < 1 << 20 {
        let (again, also) = unpack(piece, 1 + piece * 7 % 97);
        assert_eq!(also, whole);
        assert!(
            again == text,
            "{} bytes in pieces of {piece}, {} at once",
            again.len(),
            text.len()
        );
    }
}

/// An archive: members begin and end in turn, and in pieces it gives what it gives at once.
pub fn archives(data: &[u8]) {
    let Some((first, data)) = data.split_first() else { return };
    let mut data = data.to_vec();
    if first & 64 == 0 {
        data.chunks_exact_mut(512).filter(|block| &block[257..262] == b"ustar").for_each(sign);
    }
    let (whole, length) = unfolded(&data, data.len().max(1), 1 << 16, first & 128 != 0);
    if length < 1 << 20 {
        let piece = 1 + usize::from(first & 63);
        let (again, _) = unfolded(&data, piece, 1 + piece * 7 % 97, first & 128 != 0);
        assert!(again == whole, "{again:?} in pieces of {piece}, {whole:?} at once");
    }
}

/// Writes the checksum of a header of tar, which chance would never hit.
fn sign(block: &mut [u8]) {
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// All events of an archive with the length and the sum of the bytes before each, the fault it ends with, and all bytes' number.
fn unfolded(data: &[u8], piece: usize, room: usize, zip: bool) -> (Vec<String>, usize) {
    let sniffed = decode::sniff(data);
    let otherwise = if zip { Archive::Zip } else { Archive::Tar };
    let mut unfold = Unfold::new(sniffed.container, sniffed.archive.unwrap_or(otherwise));
    let mut buffer = vec![0; room];
    let (mut told, mut open) = (Vec::new(), false);
    let (mut length, mut sum) = (0, 0_u64);
    let mut pieces = data.chunks(piece);
    let mut input = pieces.next();
    while length < 1 << 22 {
        let step = match input {
            Some(bytes) => unfold.decode(bytes, &mut buffer),
            None => unfold.finish(&mut buffer),
        };
        let step = match step {
            Ok(step) => step,
            Err(error) => {
                assert!(!open);
                told.push(format!("{error:?}"));
                break;
            }
        };
        let bytes = &buffer[..step.produced];
        assert!(open || bytes.is_empty());
        length += bytes.len();
        sum = bytes.iter().fold(sum, |sum, &byte| sum.wrapping_mul(31) + u64::from(byte));
        let idle = step.produced == 0 && step.event.is_none();
        if let Some(event) = step.event {
            match event {
                Event::Begin(_) => assert!(!std::mem::replace(&mut open, true)),
                Event::End => assert!(std::mem::replace(&mut open, false)),
                Event::Skipped(_) | Event::Damaged { .. } => {}
            }
            told.push(format!("{length} {sum} {event:?}"));
        }
        input = match input {
            Some(bytes) => {
                let rest = &bytes[step.consumed..];
                assert!(!idle || rest.is_empty());
                if idle { pieces.next() } else { Some(rest) }
            }
            None if idle => break,
            None => None,
        };
    }
    assert!(!open || length >= 1 << 22);
    (told, length)
}

/// Text where a time may stand, and a layout on its first line.
pub fn times(data: &[u8]) {
    let hints = Hints::default();
    let within = |read: Option<(time::Timestamp, usize)>| {
        assert!(read.is_none_or(|(_, length)| (1..=data.len()).contains(&length)));
    };
    for layout in Layout::ALL {
        within(layout.parse(data, &hints));
    }
    within(time::parse_access_log(data, &hints));
    within(time::parse_iso(data, &hints));
    within(time::parse_epoch(data));
    if let Some(found) = time::find(data, 160, &hints) {
        assert!(found.start < found.end && found.end <= data.len());
        assert_eq!(
            found.layout.parse(&data[found.start..], &hints).map(|(time, _)| time),
            Some(found.time)
        );
    }
    let mut lines = data.splitn(2, |byte| *byte == b'\n');
    if let (Some(layout), Some(text)) = (lines.next(), lines.next())
        && let Ok(layout) = GivenLayout::new(&String::from_utf8_lossy(layout))
        && let Some((_, length)) = layout.parse(text, &hints)
    {
        assert!(length <= text.len());
    }
}

/// A filter on its first line, asked of the lines behind it; what it finds and what its opposite finds are all.
pub fn queries(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == b'\n');
    let text = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let Ok(filter) = query::parse(&text) else { return };
    let Ok(opposite) = query::parse(&format!("not ({text})")) else { return };
    let rest = parts.next().unwrap_or_default();
    let lines = detect::sample_lines(rest);
    let reader = detect(&Sample { lines: &lines, hints: Hints::default() }).reader;
    let columns = Parser::new(Seed(1)).parse(rest, &*reader);
    if filter.needs_templates() || filter.is_empty() {
        return;
    }
    let slice = Some(query::Text { bytes: rest, reader: &*reader });
    let found = filter.select(&columns, slice).count();
    assert_eq!(found + opposite.select(&columns, slice).count(), columns.rows, "{text}");
}

/// A pattern up to the first blank line, and lines behind it.
pub fn patterns(data: &[u8]) {
    let end = data.windows(2).position(|pair| pair == b"\n\n").unwrap_or(data.len().min(400));
    let source = String::from_utf8_lossy(&data[..end]);
    let rest = data.get(end..).unwrap_or_default();
    let lines = detect::sample_lines(rest);
    let few = lines.get(..20).unwrap_or(&lines);
    let tried = trial(&source, few, Hints::default());
    let Ok(pattern) = Pattern::new(&source) else {
        assert!(tried.fault.is_some());
        return;
    };
    assert!(tried.fault.is_none() && tried.rows.len() == few.len());
    read(rest, &*pattern.reader(Hints::default()), few);
}

/// Messages, one a line: no digit is left of them, masked text is bounded, and merging them loses none.
pub fn templates(data: &[u8]) {
    let mut signatures = Vec::new();
    for line in data.split(|byte| *byte == b'\n') {
        let mut text = Vec::new();
        template::text(line, &mut text);
        assert!(text.len() <= 16 * template::MAX_BYTES);
        assert!(!text.iter().any(u8::is_ascii_digit), "{}", String::from_utf8_lossy(&text));
        template::path_shape(line, &mut Vec::new());
        signatures.push(text);
    }
    let merged = Merged::new(signatures.iter().map(|text| (text.as_slice(), 0)));
    assert!(signatures.iter().all(|text| text.is_empty() || !merged.of(text).is_empty()));
}

/// What a reader makes of a source: all lines are accounted for, and any cut gives the same records.
fn read(data: &[u8], reader: &dyn Reader, lines: &[&[u8]]) {
    assert_eq!(preview(reader, lines).len(), lines.len());
    let whole = records(data, reader, usize::MAX / 2);
    for size in [1, 100, 1500] {
        assert_eq!(records(data, reader, size), whole, "in slices of {size}");
    }
}

/// The lines by kind, and of each record where it starts and ends, its time, its class and its template.
type Records = ([u64; 6], Vec<(usize, usize, i64, u8, Vec<u8>)>);

fn records(data: &[u8], reader: &dyn Reader, size: usize) -> Records {
    let mut all: Records = Default::default();
    let mut parser = Parser::new(Seed(1));
    let (mut from, mut length) = (0, size);
    while from < data.len() {
        let to = data.len().min(from.saturating_add(length));
        let slice = &data[from..to];
        let cut = if to == data.len() { slice.len() } else { split::cut(slice, reader) };
        if cut == 0 {
            length = length.saturating_mul(2);
            continue;
        }
        // As sessions do: cuts are told by lines without colours, too.
        let columns = parser.parse(&colours::left_out(&slice[..cut]), reader);
        let counts = &columns.counts;
        let kinds = [
            counts.total,
            counts.records,
            counts.continuations,
            counts.blank,
            counts.unparsed,
            counts.untimed,
        ];
        assert_eq!(kinds[0], kinds[1..5].iter().sum::<u64>());
        assert_eq!(counts.records, columns.rows as u64);
        all.0.iter_mut().zip(kinds).for_each(|(sum, count)| *sum += count);
        for row in 0..columns.rows {
            let extent = columns.extent(row);
            let template = columns.templates.as_ref().and_then(|column| column.get(row));
            all.1.push((
                from + extent.start,
                from + extent.end,
                columns.times[row],
                columns.classes[row],
                template.unwrap_or_default().to_vec(),
            ));
        }
        from += cut;
        length = size;
    }
    let newlines = data.iter().filter(|&&byte| byte == b'\n').count() as u64;
    assert_eq!(all.0[0], newlines + u64::from(data.last().is_some_and(|&byte| byte != b'\n')));
    all
}

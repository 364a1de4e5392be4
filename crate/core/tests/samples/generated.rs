//! Generated logs are told apart and read to the last line.

use logatlas_core::detect;
use logatlas_core::dictionary::Seed;
use logatlas_core::format::Sample;
use logatlas_core::generate::{Generator, Kind, Options};
use logatlas_core::parse::Parser;
use logatlas_core::time::Hints;

#[test]
fn every_kind_is_recognised_and_leaves_no_line_unread() {
    for kind in Kind::ALL {
        let bytes =
            Generator::new(&Options { kind, lines: 3000, ..Options::default() }).into_bytes();
        let lines = detect::sample_lines(&bytes);
        let detection = detect::detect(&Sample { lines: &lines, hints: Hints::default() });
        assert_eq!(detection.format.name(), kind.name());
        assert!(detection.also.is_empty(), "{kind}");
        let counts = Parser::new(Seed(7)).parse(&bytes, &*detection.reader).counts;
        assert_eq!((counts.total, counts.unparsed, counts.untimed), (3000, 0, 0), "{kind}");
        assert_eq!(counts.continuations > 0, kind == Kind::Text);
    }
}

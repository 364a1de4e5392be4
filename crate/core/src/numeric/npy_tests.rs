//! Reading arrays, with files put together by hand.

use super::*;

/// A file as NumPy writes it.
fn file(version: u8, descr: &str, fortran: bool, shape: &str, data: &[u8]) -> Vec<u8> {
    let order = if fortran { "True" } else { "False" };
    let header = format!("{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n");
    let mut bytes = MAGIC.to_vec();
    bytes.extend([version, 0]);
    if version == 1 {
        bytes.extend((header.len() as u16).to_le_bytes());
    } else {
        bytes.extend((header.len() as u32).to_le_bytes());
    }
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

fn read(bytes: &[u8]) -> Result<Table, Error> {
    parse(bytes, usize::MAX)
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

#[test]
fn every_type_order_and_version_gives_the_same_rows() {
    let rows = [[-1_i64, -2, -3], [1, 2, 3]];
    let by_rows: Vec<i64> = rows.concat();
    let by_columns: Vec<i64> = (0..3).flat_map(|column| rows.map(|row| row[column])).collect();
    for (values, fortran) in [(by_rows, false), (by_columns, true)] {
        for (descr, data) in [
            ("'<f4'", values.iter().flat_map(|&v| (v as f32).to_le_bytes()).collect::<Vec<u8>>()),
            ("'>f4'", values.iter().flat_map(|&v| (v as f32).to_be_bytes()).collect()),
            ("'<f8'", values.iter().flat_map(|&v| (v as f64).to_le_bytes()).collect()),
            ("'|i1'", values.iter().flat_map(|&v| (v as i8).to_le_bytes()).collect()),
            ("'<i2'", values.iter().flat_map(|&v| (v as i16).to_le_bytes()).collect()),
            ("'>i4'", values.iter().flat_map(|&v| (v as i32).to_be_bytes()).collect()),
            ("'<i8'", values.iter().flat_map(|&v| v.to_le_bytes()).collect()),
        ] {
            for version in [1, 2] {
                let table = read(&file(version, descr, fortran, "(2, 3)", &data)).unwrap();
                assert_eq!(table.rows, [1, 2]);
                let values = table.values().unwrap();
                assert_eq!(values, [-1.0, -2.0, -3.0, 1.0, 2.0, 3.0], "{descr} {fortran}");
            }
        }
    }
}

#[test]
fn halves_and_bytes_are_numbers() {
    for (bits, value) in [
        (0x0000, 0.0),
        (0x0001, 5.960_464_477_539_063e-8),
        (0x3555, 0.333_251_953_125),
        (0x3C00, 1.0),
        (0xC000, -2.0),
        (0x7BFF, 65504.0),
        (0xFC00, f64::NEG_INFINITY),
    ] {
        assert_eq!(half(bits), value, "{bits:x}");
    }
    assert!(half(0x7E00).is_nan());
    let table = read(&file(1, "'|u1'", false, "(2, 1)", &[0, 255])).unwrap();
    assert_eq!(table.columns[0].values, Values::numbers(&[0.0, 255.0]));
}

#[test]
fn the_first_value_that_is_no_number_is_named_and_missing() {
    let data = floats(&[0.0, 1.0, 2.0, f32::NAN, f32::INFINITY, 5.0]);
    let table = read(&file(1, "'<f4'", false, "(3, 2)", &data)).unwrap();
    assert_eq!(table.flaw, Some(Flaw { line: 2, column: 2, text: "NaN".into() }));
    assert!(matches!(table.values(), Err(Error::Value(_))));
}

#[test]
fn what_can_not_be_read_is_named() {
    let data = floats(&[0.0; 6]);
    let error = |descr, shape, data: &[u8]| read(&file(1, descr, false, shape, data)).unwrap_err();
    assert_eq!(error("'<c8'", "(2, 3)", &data), Error::Type("<c8".into()));
    assert_eq!(error("'|O'", "(2, 3)", &data), Error::Type("|O".into()));
    assert!(matches!(error("[('a', '<f4')]", "(2, 3)", &data), Error::Type(_)));
    assert_eq!(error("'<f4'", "(6,)", &data), Error::Shape(vec![6]));
    assert_eq!(error("'<f4'", "()", &data), Error::Shape(vec![]));
    assert_eq!(error("'<f4'", "(6, 0)", &data), Error::Shape(vec![6, 0]));
    assert!(matches!(error("'<f4'", "(2, x)", &data), Error::Header(_)));
    let whole = file(1, "'<f4'", false, "(2, 3)", &data).len() as u64;
    let cut = error("'<f4'", "(2, 3)", &data[..23]);
    assert_eq!(cut, Error::Length { needed: whole, found: whole - 1 });
    let huge = error("'<f8'", "(18446744073709551615, 18446744073709551615)", &data);
    assert!(matches!(huge, Error::Length { needed: u64::MAX, .. }));
}

#[test]
fn a_file_cut_anywhere_is_an_error_and_not_a_panic() {
    let bytes = file(2, "'<f4'", true, "(2, 3)", &floats(&[1.0; 6]));
    for length in 0..bytes.len() {
        assert!(read(&bytes[..length]).is_err(), "{length}");
    }
}

#[test]
fn a_matrix_without_rows_has_none_whatever_its_columns() {
    let table = read(&file(1, "'<f4'", true, "(0, 18446744073709551615)", &[])).unwrap();
    assert_eq!((table.rows.len(), table.columns.len()), (0, 0));
}

#[test]
fn a_sample_of_rows_is_the_same_in_either_order() {
    let by_rows: Vec<f32> = (0..200).map(|value| value as f32).collect();
    let by_columns: Vec<f32> =
        (0..2).flat_map(|column| (0..100).map(move |row| (2 * row + column) as f32)).collect();
    let of = |fortran, values: &[f32]| {
        parse(&file(1, "'<f4'", fortran, "(100, 2)", &floats(values)), 10).unwrap()
    };
    let table = of(false, &by_rows);
    assert_eq!((table.rows.len(), table.all), (10, 100));
    assert_eq!(table, of(true, &by_columns));
}

//! Reading and writing matrices, with files put together by hand.

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
            ("'<f8'", values.iter().flat_map(|&v| (v as f64).to_le_bytes()).collect()),
            ("'<i4'", values.iter().flat_map(|&v| (v as i32).to_le_bytes()).collect()),
            ("'<i8'", values.iter().flat_map(|&v| v.to_le_bytes()).collect()),
        ] {
            for version in [1, 2] {
                let table = parse(&file(version, descr, fortran, "(2, 3)", &data)).unwrap();
                assert_eq!((table.rows, table.columns), (2, 3));
                assert_eq!(table.values, [-1.0, -2.0, -3.0, 1.0, 2.0, 3.0], "{descr} {fortran}");
            }
        }
    }
}

#[test]
fn what_is_written_is_read_back_and_starts_at_a_multiple_of_64() {
    let positions: Vec<f32> = (0..20).map(|i| i as f32 / 7.0).collect();
    let mut bytes = Vec::new();
    write(&mut bytes, &positions, 2).unwrap();
    assert_eq!((bytes.len() - 4 * positions.len()) % ALIGNMENT, 0);
    assert_eq!(parse(&bytes), Ok(Table { rows: 10, columns: 2, values: positions }));
}

#[test]
fn what_can_not_be_read_is_named() {
    let data = floats(&[0.0; 6]);
    let error = |descr, shape, data: &[u8]| parse(&file(1, descr, false, shape, data)).unwrap_err();
    assert_eq!(error("'>f4'", "(2, 3)", &data), Error::Type(">f4".into()));
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
        assert!(parse(&bytes[..length]).is_err(), "{length}");
    }
}

#[test]
fn a_matrix_without_rows_is_a_matrix() {
    let table = parse(&file(1, "'<f4'", true, "(0, 3)", &[])).unwrap();
    assert_eq!(table, Table { rows: 0, columns: 3, values: Vec::new() });
}

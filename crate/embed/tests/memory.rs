//! Memory that a run takes, as the system sees it. A test of its own: it measures its whole process.

use logatlas_embed::{Matrix, Options, Tsne};

/// Rows that must fit into 2 GiB.
const ROWS: usize = 200_000;
const LIMIT: usize = 2 << 30;

/// The most memory that this process has held, in bytes; `None` where the system does not tell.
fn highest() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<usize>().ok()? * 1024)
}

#[test]
fn a_row_takes_its_share_of_two_gigabytes_at_most() {
    let (rows, columns) = (6000, 50);
    let mut state = 1u32;
    let mut uniform = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32
    };
    let values: Vec<f32> = (0..rows * columns).map(|_| uniform() + uniform()).collect();
    let Some(before) = highest() else { return };
    let matrix = Matrix::new(&values, rows, columns).unwrap();
    let options = Options { early_exaggeration_iter: 51, n_iter: 0, ..Options::default() };
    let mut tsne = Tsne::new(matrix, &options).unwrap();
    tsne.step(usize::MAX);
    assert!(tsne.finished());
    let Some(after) = highest() else { return };
    let share = (after - before) / rows;
    assert!(share < LIMIT / ROWS, "{share} bytes a row");
}

//! What the engine takes, natively: seconds by phase, time per iteration against the number of rows and against
//! the extent of the map, the error of the fast gradient on the maps that came out, memory.
//!
//! `cargo bench -p logatlas-embed` runs all of it on a seeded mixture, and lays out a million rows by a sample of
//! 25,000 if `-- million` is given; with the path of a matrix of 32-bit floats
//! in NumPy's format behind `--`, it embeds that. `LOGATLAS_BENCH_THREADS` sets the threads, 2 unless given.

use logatlas_embed::{
    Initialization, Matrix, NegativeGradientMethod, Neighbours, Options, Transform, Tsne, clusters,
    embed_by_sample, quality, repulsion_error,
};
use std::time::Instant;

const COLUMNS: usize = 50;
const CLUSTERS: usize = 30;

/// A small generator of its own (splitmix64): the library keeps its one to itself.
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Nearly normal: the sum of twelve uniform numbers.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// Unequal clusters of unequal widths along each column.
fn mixture(rows: usize) -> Vec<f32> {
    let mut random = Random(1);
    let mut cluster = || -> (Vec<f64>, Vec<f64>) {
        let centre = (0..COLUMNS).map(|_| 4.0 * random.normal()).collect();
        (centre, (0..COLUMNS).map(|_| 0.2 + 1.6 * random.uniform()).collect())
    };
    let clusters: Vec<_> = (0..CLUSTERS).map(|_| cluster()).collect();
    (0..rows)
        .flat_map(|_| {
            let place = random.uniform() * random.uniform();
            let (centre, widths) = &clusters[(place * CLUSTERS as f64) as usize];
            let row = centre.iter().zip(widths);
            row.map(|(c, w)| (c + w * random.normal()) as f32).collect::<Vec<_>>()
        })
        .collect()
}

/// Rows, columns and values of a matrix of 32-bit floats in NumPy's format.
fn read(path: &str) -> Option<(usize, usize, Vec<f32>)> {
    let bytes = std::fs::read(path).ok()?;
    let start = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = String::from_utf8_lossy(&bytes[..start]).into_owned();
    let shape = header.split("'shape': (").nth(1)?.split(')').next()?;
    let mut shape = shape.split(',').filter_map(|size| size.trim().parse().ok());
    let (rows, columns) = (shape.next()?, shape.next()?);
    let values = bytes[start..].as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b));
    Some((rows, columns, values.collect()))
}

/// Resident memory in MB, now and at its highest, where the system tells.
fn memory() -> [u64; 2] {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    ["VmRSS:", "VmHWM:"].map(|key| {
        let line = status.lines().find(|line| line.starts_with(key));
        let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        number.unwrap_or(0) / 1000
    })
}

/// Seconds of processor time that this process has used, where the system tells.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    [11, 12].iter().filter_map(|&at| fields.get(at)?.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn embed(name: &str, rows: usize, columns: usize, values: &[f32], options: &Options) {
    let Ok(matrix) = Matrix::new(values, rows, columns) else { return };
    let (start, used) = (Instant::now(), processor_seconds());
    let neighbours = Neighbours::search(matrix, options.perplexity);
    let (searched, search_used) = (start.elapsed().as_secs_f64(), processor_seconds());
    println!(
        "{name}: {rows} x {columns}; neighbours {searched:.2} s (processor {:.2} s)",
        search_used - used
    );
    let Ok(mut tsne) = Tsne::with_neighbours(matrix, neighbours, options) else { return };
    println!(
        "  affinities and start {:.2} s (processor {:.2} s)",
        start.elapsed().as_secs_f64() - searched,
        processor_seconds() - search_used
    );
    let most = std::env::var("LOGATLAS_BENCH_ITERATIONS").ok().and_then(|n| n.parse().ok());
    while !tsne.finished() && tsne.progress().iteration < most.unwrap_or(usize::MAX) {
        let (before, used) = (Instant::now(), processor_seconds());
        let state = tsne.step(125);
        let seconds = before.elapsed().as_secs_f64();
        let used = processor_seconds() - used;
        let positions = tsne.positions();
        let extent = positions.iter().fold(0.0f32, |extent, x| extent.max(x.abs())) * 2.0;
        let error =
            repulsion_error(positions, 1.0, NegativeGradientMethod::Auto, 2000).unwrap_or(f64::NAN);
        println!(
            "  {:4}: {:7.3} ms an iteration (processor {:7.3} ms), extent {extent:6.1}, force error {:.2} %, KL {:.4}",
            state.iteration,
            seconds * 8.0,
            used * 8.0,
            error * 100.0,
            state.kl.unwrap_or(f64::NAN)
        );
    }
    if let Some(path) = std::env::var_os("LOGATLAS_BENCH_DUMP") {
        let bytes: Vec<u8> = tsne.positions().iter().flat_map(|x| x.to_le_bytes()).collect();
        if std::fs::write(path, bytes).is_err() {
            println!("  the positions could not be written");
        }
    }
    let [now, highest] = memory();
    println!(
        "  total {:.2} s; memory {now} MB, highest {highest} MB",
        start.elapsed().as_secs_f64()
    );
}

/// Time of an iteration on one finished map as it is, shrunk and stretched: what grows is the mesh alone.
fn extents(rows: usize) {
    let values = mixture(rows);
    let Ok(matrix) = Matrix::new(&values, rows, COLUMNS) else { return };
    let neighbours = Neighbours::search(matrix, Options::default().perplexity);
    let Ok(mut tsne) = Tsne::with_neighbours(matrix, neighbours.clone(), &Options::default())
    else {
        return;
    };
    tsne.step(usize::MAX);
    println!("the map of {rows} rows at other extents:");
    for factor in [0.25, 0.5, 1.0, 2.0, 4.0, 8.0] {
        let start: Vec<f32> = tsne.positions().iter().map(|x| x * factor).collect();
        let extent = start.iter().fold(0.0f32, |extent, x| extent.max(x.abs())) * 2.0;
        let options = Options {
            initialization: Initialization::Given(start),
            early_exaggeration_iter: 0,
            // So slow that nothing moves.
            learning_rate: Some(1e-9),
            ..Options::default()
        };
        let still = Tsne::with_neighbours(matrix, neighbours.clone(), &options);
        let Ok(mut still) = still else { return };
        still.step(1);
        let used = processor_seconds();
        still.step(48);
        let milliseconds = (processor_seconds() - used) / 48.0 * 1e3;
        let error = repulsion_error(still.positions(), 1.0, NegativeGradientMethod::Auto, 1000);
        println!(
            "  extent {extent:7.1}: processor {milliseconds:7.3} ms an iteration, force error {:.2} %",
            error.unwrap_or(f64::NAN) * 100.0
        );
    }
}

/// A map by sample: embeds `sample` rows and places the others among them.
fn by_sample(rows: usize, sample: usize) {
    let values = mixture(rows);
    let Ok(matrix) = Matrix::new(&values, rows, COLUMNS) else { return };
    let (start, used) = (Instant::now(), processor_seconds());
    let options = Options::default();
    let map = embed_by_sample(matrix, &options, sample, &Transform::default(), &mut |_| {});
    let (seconds, used) = (start.elapsed().as_secs_f64(), processor_seconds() - used);
    let Ok(map) = map else { return };
    println!("{rows} rows by a sample of {sample}: {seconds:.1} s (processor {used:.1} s)");
    println!("  quality on 100 rows: {:?}", quality(matrix, &map, 10, 100, 0));
    let start = Instant::now();
    let found = clusters(&map, None).map(|labels| labels.into_iter().max());
    println!("  last cluster {found:?} after {:.1} s", start.elapsed().as_secs_f64());
    let [_, highest] = memory();
    println!("  highest memory {highest} MB");
}

fn main() {
    let threads = std::env::var("LOGATLAS_BENCH_THREADS").ok().and_then(|n| n.parse().ok());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(2)).build();
    let Ok(pool) = pool else { return };
    let paths: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    pool.install(|| {
        for path in &paths {
            match read(path) {
                _ if path == "million" => by_sample(1_000_000, 25_000),
                Some((rows, columns, values)) => {
                    embed(path, rows, columns, &values, &Options::default());
                }
                None => println!("{path} holds no matrix of 32-bit floats in NumPy's format"),
            }
        }
        if paths.is_empty() {
            for rows in [1000, 10_000, 100_000, 200_000] {
                let short = Options { n_iter: 250, ..Options::default() };
                let options = if rows > 50_000 { short } else { Options::default() };
                embed("mixture", rows, COLUMNS, &mixture(rows), &options);
            }
            extents(10_000);
        }
    });
}

//! The bhtsne crate as a peer of the embedding bench: IN.npy OUT.npy RATE; prints its seconds. A RATE of 0 keeps the
//! crate's defaults (but 750 epochs at perplexity 30); another one is its learning rate, with momentum 0.8 throughout.

use std::{env, fs, time::Instant};

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let bytes = fs::read(&arguments[1]).expect("the matrix");
    let start = 10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    let header = String::from_utf8_lossy(&bytes[..start]).into_owned();
    let shape = header.split("'shape': (").nth(1).and_then(|rest| rest.split(')').next()).expect("a shape");
    let shape: Vec<usize> = shape.split(',').filter_map(|size| size.trim().parse().ok()).collect();
    let values: Vec<f32> =
        bytes[start..].chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    let rows: Vec<&[f32]> = values.chunks_exact(shape[1]).collect();
    let rate: f32 = arguments[3].parse().expect("a learning rate");

    let began = Instant::now();
    let mut tsne = bhtsne::tSNE::<f32, &[f32], 2>::new(&rows);
    tsne.perplexity(30.0).epochs(750);
    if rate > 0.0 {
        tsne.learning_rate(rate).momentum(0.8).final_momentum(0.8);
    }
    tsne.fit_sne(|a, b| a.iter().zip(b.iter()).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt());
    let seconds = began.elapsed().as_secs_f64();

    let mut out = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, 2), }}", rows.len());
    while (10 + out.len() + 1) % 64 != 0 {
        out.push(' ');
    }
    out.push('\n');
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((out.len() as u16).to_le_bytes());
    file.extend(out.bytes());
    file.extend(tsne.embedding().iter().flat_map(|x| x.to_le_bytes()));
    fs::write(&arguments[2], file).expect("the map");
    println!("{{\"total\": {seconds}}}");
}

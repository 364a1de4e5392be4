//! The embedding by itself, for scripts/bench/embed.mjs to time in a tab: a matrix in, positions out.
#![cfg(target_arch = "wasm32")]

use logatlas_embed::{Matrix, Neighbours, Options, Tsne};
use wasm_bindgen::prelude::wasm_bindgen;
pub use wasm_bindgen_rayon::init_thread_pool;

/// A run with the defaults, phase by phase.
#[wasm_bindgen]
pub struct Run {
    values: Vec<f32>,
    rows: usize,
    columns: usize,
    neighbours: Option<Neighbours>,
    tsne: Option<Tsne>,
}

#[wasm_bindgen]
impl Run {
    /// Takes a matrix, row by row.
    #[wasm_bindgen(constructor)]
    pub fn new(values: Vec<f32>, rows: usize, columns: usize) -> Self {
        Self { values, rows, columns, neighbours: None, tsne: None }
    }

    /// Searches the neighbours.
    pub fn neighbours(&mut self) -> Result<(), String> {
        let matrix = Matrix::new(&self.values, self.rows, self.columns).map_err(said)?;
        self.neighbours = Some(Neighbours::search(matrix, Options::default().perplexity));
        Ok(())
    }

    /// Prepares the first iteration.
    pub fn affinities(&mut self) -> Result<(), String> {
        let matrix = Matrix::new(&self.values, self.rows, self.columns).map_err(said)?;
        let neighbours = self.neighbours.take().ok_or("neighbours come first")?;
        let tsne = Tsne::with_neighbours(matrix, neighbours, &Options::default());
        self.tsne = Some(tsne.map_err(said)?);
        Ok(())
    }

    /// Does some iterations; returns how many are left.
    pub fn step(&mut self, iterations: usize) -> usize {
        let progress = self.tsne.as_mut().map(|tsne| tsne.step(iterations));
        progress.map_or(0, |progress| progress.total - progress.iteration)
    }

    /// x and y of each row in turn.
    pub fn positions(&self) -> Vec<f32> {
        self.tsne.as_ref().map_or(Vec::new(), |tsne| tsne.positions().to_vec())
    }
}

fn said(error: logatlas_embed::Error) -> String {
    error.to_string()
}

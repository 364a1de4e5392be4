//! t-SNE: a matrix of feature vectors in, one position in the plane a row out.
//!
//! The method is that of van der Maaten and Hinton (2008) with the schedule and the option names of openTSNE
//! (Poličar et al. 2024). Repulsion between all pairs of points is summed exactly for small inputs and by a
//! B-spline particle mesh for large ones, so that an iteration takes time linear in the rows.
//!
//! The same input, options and seed give the same bits for any number of threads and on any platform: every
//! sum is taken in a fixed order, and the few functions that a platform's maths library would round in its own
//! way are computed here (`elementary`). Nothing here reads a clock or starts a thread; rayon's pool is used
//! where there is one.
//!
//! ```
//! use logatlas_embed::{Matrix, Options, Tsne};
//!
//! # fn main() -> Result<(), logatlas_embed::Error> {
//! let values = [0.0, 0.1, 0.2, 5.0, 5.1, 5.2];
//! let matrix = Matrix::new(&values, 6, 1)?;
//! let mut tsne = Tsne::new(matrix, &Options { n_iter: 50, ..Options::default() })?;
//! while !tsne.finished() {
//!     let progress = tsne.step(10);
//!     println!("{} of {}: {}", progress.iteration, progress.total, progress.phase);
//! }
//! assert_eq!(tsne.positions().len(), 2 * 6);
//! # Ok(())
//! # }
//! ```
#![forbid(unsafe_code)]

mod affinity;
mod cluster;
mod elementary;
mod error;
mod gradient;
mod init;
mod matrix;
mod neighbours;
mod optimise;
mod options;
mod order;
mod outlier;
mod pca;
mod plane;
mod quality;
mod rng;
mod simd;
mod spectral;
mod subspace;
mod transform;
mod tsne;

pub use crate::{
    affinity::{Affinities, Affinity, NewAffinities, Symmetrization},
    cluster::{NOISE, clusters},
    error::Error,
    init::{jitter, median, rescale, weighted_mean},
    matrix::Matrix,
    neighbours::{Method, Metric, Neighbours, Search},
    optimise::Phase,
    options::{Initialization, NegativeGradientMethod, Options},
    outlier::outlier_scores,
    quality::{Quality, kl_divergence, neighbour_preservation, quality, repulsion_error},
    transform::{Transform, embed_by_sample},
    tsne::{Progress, State, Tsne},
};

/// Rows that one parallel task handles. A constant, never derived from the number of threads: partial sums are
/// taken a chunk at a time and added in the order of the chunks, which makes results independent of threading.
const CHUNK: usize = 512;

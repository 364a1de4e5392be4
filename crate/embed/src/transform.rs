//! New points on a finished map: each is drawn to its nearest rows among those already there, and pushed away by
//! all of them; what is there does not move (openTSNE's recipe, Poličar et al. 2023).

use crate::{
    Affinities, Affinity, CHUNK, Error, Matrix, Metric, Neighbours, NewAffinities, Options,
    Progress, Search, Tsne,
    gradient::{Field, Kernel},
    init,
    optimise::{Motion, Step},
    options::{check_dof, check_perplexity},
    rng::Rng,
};
use rayon::prelude::*;

/// How new points are placed; the defaults are openTSNE's.
#[derive(Debug, Clone, PartialEq)]
pub struct Transform {
    /// How far apart two rows are.
    pub metric: Metric,
    /// Effective number of rows on the map that a new point is drawn to, at least 1.
    pub perplexity: f64,
    /// Iterations. 0 leaves each point at the median of its nearest rows.
    pub n_iter: usize,
    /// Factor on attraction, above 0.
    pub exaggeration: f64,
    /// Step size, above 0.
    pub learning_rate: f64,
    /// Share of the last step that is kept, 0 to below 1.
    pub momentum: f64,
    /// Longer gradients are shortened to this, above 0.
    pub max_grad_norm: f64,
    /// Degrees of freedom, those of the map.
    pub dof: f64,
}

impl Default for Transform {
    fn default() -> Self {
        Self {
            metric: Metric::Euclidean,
            perplexity: 5.0,
            n_iter: 250,
            exaggeration: 1.5,
            learning_rate: 0.1,
            momentum: 0.8,
            max_grad_norm: 0.25,
            dof: 1.0,
        }
    }
}

impl Transform {
    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Option`] for the first option outside its range.
    pub fn validate(&self) -> Result<(), Error> {
        check_perplexity(self.perplexity)?;
        check_dof(self.dof)?;
        Options {
            exaggeration: Some(self.exaggeration),
            learning_rate: Some(self.learning_rate),
            final_momentum: self.momentum,
            ..Options::default()
        }
        .validate()?;
        if self.max_grad_norm > 0.0 && self.max_grad_norm <= 1e9 {
            return Ok(());
        }
        let expected = "above 0 and at most 1e9";
        Err(Error::Option { name: "max_grad_norm", value: self.max_grad_norm, expected })
    }

    /// x and y of each new row on the map of `reference` at `positions`. Every row is placed by itself: what else
    /// is placed with it changes nothing, to the bit.
    ///
    /// # Errors
    /// [`Error::Option`]; [`Error::Columns`]; [`Error::Initialization`] or [`Error::InitialPosition`] for
    /// positions that do not fit the reference; [`Error::TooFewNeighbours`] if that has no rows.
    pub fn place(
        &self,
        reference: Matrix<'_>,
        positions: &[f32],
        new: Matrix<'_>,
    ) -> Result<Vec<f32>, Error> {
        self.validate()?;
        let affinity = Affinity::Perplexity(self.perplexity);
        let k = affinity.neighbours_needed(reference.rows());
        let search = Search { metric: self.metric, ..Search::default() };
        let neighbours = Neighbours::query(reference, new, k, &search)?;
        let affinities = Affinities::to_new(&neighbours, &affinity)?;
        self.place_by(&affinities, positions)
    }

    /// As [`place`](Self::place), with affinities to the rows on the map that are known already.
    ///
    /// # Errors
    /// Those of [`place`](Self::place).
    pub fn place_by(
        &self,
        affinities: &NewAffinities,
        positions: &[f32],
    ) -> Result<Vec<f32>, Error> {
        self.validate()?;
        let (points, rest) = positions.as_chunks::<2>();
        if affinities.rows() == 0 {
            return Ok(Vec::new());
        }
        if affinities.row(0).0.is_empty() {
            return Err(Error::TooFewNeighbours { known: 0, needed: 1 });
        }
        if !rest.is_empty() {
            return Err(Error::Initialization { given: positions.len(), needed: 2 * points.len() });
        }
        if let Some(row) = points.iter().position(|point| !point.iter().all(|x| x.is_finite())) {
            return Err(Error::InitialPosition { row });
        }
        let mut placed = init::median(positions, affinities)?;
        let field = Field::new(Kernel { dof: self.dof }, positions);
        placed.par_chunks_mut(2 * CHUNK / 8).enumerate().for_each(|(chunk, places)| {
            for (offset, place) in places.chunks_exact_mut(2).enumerate() {
                let entries = affinities.row(chunk * (CHUNK / 8) + offset);
                let start = [place[0], place[1]];
                place.copy_from_slice(&self.settle(&field, start, entries, points));
            }
        });
        Ok(placed)
    }

    /// Where one point comes to rest.
    fn settle(
        &self,
        field: &Field,
        mut place: [f32; 2],
        (columns, values): (&[u32], &[f32]),
        points: &[[f32; 2]],
    ) -> [f32; 2] {
        let mut motion = Motion::REST;
        let inverse_dof = Kernel { dof: self.dof }.inverse_dof();
        for _ in 0..self.n_iter {
            let (z, force) = field.at(place);
            let mut pull = [0.0f32; 2];
            for (&column, &p) in columns.iter().zip(values) {
                let other = points[column as usize];
                let away = [place[0] - other[0], place[1] - other[1]];
                let squared = away[0] * away[0] + away[1] * away[1];
                let weight = p / (1.0 + squared * inverse_dof);
                pull = [pull[0] + weight * away[0], pull[1] + weight * away[1]];
            }
            let step = Step {
                exaggeration: self.exaggeration as f32,
                // A point far from all others, where the mesh may say anything, is pushed by none.
                inverse_z: if z > 1e-6 { 1.0 / z } else { 0.0 },
                rate: self.learning_rate as f32,
                momentum: self.momentum as f32,
                longest: f32::INFINITY,
                steepest: self.max_grad_norm as f32,
            };
            step.take(pull.map(|pull| [pull]), force.map(|force| [force]), &mut motion);
            let moved = [0, 1].map(|axis| place[axis] + motion.update[axis][0]);
            let (inside, stopped) = field.inside(moved);
            place = inside;
            if stopped {
                motion = Motion::REST;
            }
        }
        place
    }
}

/// A map of more rows than t-SNE itself has time for: `sample` rows, drawn by the seed of `options`, are embedded
/// by it; all others are placed among them by `transform`, with the metric and degrees of freedom of `options`. Needs memory and time linear in the rows. With no more rows than
/// `sample` it is a plain run. `watch` sees the sample's progress now and then.
///
/// # Errors
/// Those of [`Tsne::new`] and [`Transform::place`]. [`Initialization::Given`](crate::Initialization::Given) is
/// taken for the sampled rows only, in rising order, and must hold as many.
pub fn embed_by_sample(
    matrix: Matrix<'_>,
    options: &Options,
    sample: usize,
    transform: &Transform,
    watch: &mut dyn FnMut(Progress),
) -> Result<Vec<f32>, Error> {
    transform.validate()?;
    let rows = matrix.rows();
    let mut run = |matrix: Matrix<'_>| -> Result<Vec<f32>, Error> {
        let mut tsne = Tsne::new(matrix, options)?;
        while !tsne.finished() {
            watch(tsne.step(10));
        }
        Ok(tsne.positions().to_vec())
    };
    if rows <= sample {
        return run(matrix);
    }
    let chosen = draw(rows, sample, options.random_state);
    let (of_sample, of_rest): (Vec<usize>, Vec<usize>) = (0..rows).partition(|&row| chosen[row]);
    let values = gather(matrix, &of_sample);
    let reference = Matrix::new(&values, of_sample.len(), matrix.columns())?;
    let positions = run(reference)?;
    let transform = Transform { dof: options.dof, metric: options.metric, ..transform.clone() };
    let mut map = vec![0.0; 2 * rows];
    let mut put = |rows: &[usize], places: &[f32]| {
        for (&row, place) in rows.iter().zip(places.chunks_exact(2)) {
            map[2 * row..2 * row + 2].copy_from_slice(place);
        }
    };
    put(&of_sample, &positions);
    // In parts, so that only one part's rows and neighbours are held at a time.
    for part in of_rest.chunks(PART) {
        let values = gather(matrix, part);
        let new = Matrix::new(&values, part.len(), matrix.columns())?;
        put(part, &transform.place(reference, &positions, new)?);
    }
    Ok(map)
}

/// Rows that are placed at a time.
const PART: usize = 1 << 16;

/// Which rows are in a sample of `count`, each with the same chance (Knuth's algorithm S).
fn draw(rows: usize, count: usize, seed: u64) -> Vec<bool> {
    let mut rng = Rng::new(seed);
    let mut wanted = count;
    (0..rows)
        .map(|row| {
            let taken = rng.uniform() * ((rows - row) as f64) < wanted as f64;
            wanted -= usize::from(taken);
            taken
        })
        .collect()
}

/// Some rows of a matrix.
fn gather(matrix: Matrix<'_>, rows: &[usize]) -> Vec<f32> {
    let columns = matrix.columns();
    let mut values = Vec::with_capacity(rows.len() * columns);
    for &row in rows {
        values.extend_from_slice(&matrix.values()[row * columns..(row + 1) * columns]);
    }
    values
}

#[cfg(test)]
mod tests;

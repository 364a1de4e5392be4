//! The parameters of an embedding, by the names and with the defaults of openTSNE.

use crate::{Affinity, Error, Metric, Search, optimise::Phase};

/// Where the points start.
#[derive(Debug, Clone, PartialEq)]
pub enum Initialization {
    /// The first two principal components, scaled to a standard deviation of 1e-4, which keeps the large-scale
    /// arrangement of the data (Kobak and Linderman 2021).
    Pca,
    /// The slowest modes of a random walk over the affinities, scaled alike: good where the data are a curved
    /// sheet or a path.
    Spectral,
    /// Normal with a standard deviation of 1e-4.
    Random,
    /// These positions, x and y of each row in turn, taken as they are: each between -1e6 and 1e6.
    Given(Vec<f32>),
}

/// How the repulsion between all pairs of points is summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NegativeGradientMethod {
    /// Exact for few points, by mesh for many: whichever is faster.
    Auto,
    /// Every pair: time grows with the square of the rows.
    Exact,
    /// Particle mesh and fast Fourier transform: time linear in the rows, error about 1 %.
    Fft,
}

/// Parameters of an embedding; `Options::default()` suits most inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// How far apart two rows are.
    pub metric: Metric,
    /// Effective number of neighbours of each point, at least 1. Reduced to a third of the other rows where
    /// there are too few; [`Tsne::perplexity`](crate::Tsne::perplexity) tells what is used.
    pub perplexity: f64,
    /// Factor on attraction during the first phase, above 0. `None`: 12, or `exaggeration` if that is more.
    pub early_exaggeration: Option<f64>,
    /// Iterations of the first phase.
    pub early_exaggeration_iter: usize,
    /// Factor on attraction during the second phase, above 0; about 4 gives a UMAP-like map. `None`: 1.
    pub exaggeration: Option<f64>,
    /// Iterations of the second phase.
    pub n_iter: usize,
    /// Step size, above 0. `None`: rows / exaggeration of the phase (Belkina et al. 2019).
    pub learning_rate: Option<f64>,
    /// Share of the last step that is kept in the first phase, 0 to below 1.
    pub initial_momentum: f64,
    /// Share of the last step that is kept in the second phase, 0 to below 1.
    pub final_momentum: f64,
    /// The longest step of a point in one iteration, above 0, in units of the embedding.
    pub max_step_norm: f64,
    /// Longer gradients of a point are shortened to this, above 0. `None`: they are taken as they are.
    pub max_grad_norm: Option<f64>,
    /// Ends the second phase as soon as 50 iterations have not lowered the KL divergence by this share of it, 0 to
    /// below 1; 0.005 stops where the eye sees no more change. `None`: all iterations are done.
    pub least_improvement: Option<f64>,
    /// Degrees of freedom of the similarity on the map, 0.05 to 100: below 1 its tails are heavier and clusters
    /// show their finer parts (Kobak et al. 2019).
    pub dof: f64,
    /// Where the points start.
    pub initialization: Initialization,
    /// How repulsion is summed.
    pub negative_gradient_method: NegativeGradientMethod,
    /// Seed of all random choices.
    pub random_state: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            metric: Metric::Euclidean,
            perplexity: 30.0,
            early_exaggeration: None,
            early_exaggeration_iter: 250,
            exaggeration: None,
            n_iter: 500,
            learning_rate: None,
            initial_momentum: 0.8,
            final_momentum: 0.8,
            max_step_norm: 5.0,
            max_grad_norm: None,
            least_improvement: None,
            dof: 1.0,
            initialization: Initialization::Pca,
            negative_gradient_method: NegativeGradientMethod::Auto,
            random_state: 0,
        }
    }
}

impl Options {
    /// Checks every range.
    ///
    /// # Errors
    /// [`Error::Option`] for the first option outside its range.
    pub fn validate(&self) -> Result<(), Error> {
        check_perplexity(self.perplexity)?;
        check_dof(self.dof)?;
        let positive = [
            ("early_exaggeration", self.early_exaggeration.unwrap_or(1.0)),
            ("exaggeration", self.exaggeration.unwrap_or(1.0)),
            ("learning_rate", self.learning_rate.unwrap_or(1.0)),
            ("max_step_norm", self.max_step_norm),
            ("max_grad_norm", self.max_grad_norm.unwrap_or(1.0)),
        ];
        for (name, value) in positive {
            if !(value > 0.0 && value <= 1e9) {
                return Err(Error::Option { name, value, expected: "above 0 and at most 1e9" });
            }
        }
        let shares = [
            ("initial_momentum", self.initial_momentum),
            ("final_momentum", self.final_momentum),
            ("least_improvement", self.least_improvement.unwrap_or(0.0)),
        ];
        for (name, value) in shares {
            if !(0.0..1.0).contains(&value) {
                return Err(Error::Option { name, value, expected: "at least 0 and below 1" });
            }
        }
        Ok(())
    }

    /// Neighbours that each of so many rows needs.
    pub fn neighbours_needed(&self, rows: usize) -> usize {
        Affinity::Perplexity(self.perplexity).neighbours_needed(rows.saturating_sub(1))
    }

    /// The search for neighbours that these options ask for.
    pub fn search(&self) -> Search<'static> {
        Search { metric: self.metric, seed: self.random_state, ..Search::default() }
    }

    /// The two phases that these options ask for.
    pub fn phases(&self) -> [Phase; 2] {
        let exaggeration = self.exaggeration.unwrap_or(1.0);
        [
            Phase {
                name: "early exaggeration",
                iterations: self.early_exaggeration_iter,
                exaggeration: self.early_exaggeration.unwrap_or(exaggeration.max(12.0)),
                learning_rate: self.learning_rate,
                momentum: self.initial_momentum,
                max_step_norm: self.max_step_norm,
                max_grad_norm: self.max_grad_norm,
                least_improvement: None,
            },
            Phase {
                name: "optimisation",
                iterations: self.n_iter,
                exaggeration,
                learning_rate: self.learning_rate,
                momentum: self.final_momentum,
                max_step_norm: self.max_step_norm,
                max_grad_norm: self.max_grad_norm,
                least_improvement: self.least_improvement,
            },
        ]
    }
}

/// Refuses a perplexity that means nothing.
pub(crate) fn check_perplexity(perplexity: f64) -> Result<(), Error> {
    if perplexity >= 1.0 && perplexity.is_finite() {
        Ok(())
    } else {
        let expected = "at least 1 and finite";
        Err(Error::Option { name: "perplexity", value: perplexity, expected })
    }
}

/// Refuses degrees of freedom that the mesh cannot resolve.
pub(crate) fn check_dof(dof: f64) -> Result<(), Error> {
    if (0.05..=100.0).contains(&dof) {
        Ok(())
    } else {
        Err(Error::Option { name: "dof", value: dof, expected: "0.05 to 100" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_out_of_range_are_named() {
        let name = |options: Options| match options.validate() {
            Err(Error::Option { name, .. }) => name,
            _ => "",
        };
        assert_eq!(name(Options::default()), "");
        assert_eq!(name(Options { perplexity: 0.5, ..Options::default() }), "perplexity");
        assert_eq!(name(Options { perplexity: f64::NAN, ..Options::default() }), "perplexity");
        assert_eq!(name(Options { exaggeration: Some(0.0), ..Options::default() }), "exaggeration");
        assert_eq!(
            name(Options { learning_rate: Some(f64::INFINITY), ..Options::default() }),
            "learning_rate"
        );
        assert_eq!(name(Options { final_momentum: 1.0, ..Options::default() }), "final_momentum");
    }

    #[test]
    fn early_exaggeration_is_never_below_the_later_one() {
        let phases = Options { exaggeration: Some(20.0), ..Options::default() }.phases();
        assert_eq!(phases.map(|phase| phase.exaggeration), [20.0, 20.0]);
        assert_eq!(Options::default().phases().map(|phase| phase.exaggeration), [12.0, 1.0]);
    }
}

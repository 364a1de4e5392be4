/*!
The parameters of t-SNE as options of the command line, by openTSNE's names.
*/

use logatlas_embed::{Initialization, Metric, NegativeGradientMethod, Options};

/// See [`Options`].
#[derive(clap::Args, Debug)]
pub(crate) struct Parameters {
    /// Effective number of neighbours of each point
    #[arg(long, value_name = "P", default_value_t = Options::default().perplexity)]
    perplexity: f64,
    /// How far apart two rows are
    #[arg(long, value_enum, default_value = "euclidean")]
    metric: MetricName,
    /// Where the points start
    #[arg(long, value_enum, default_value = "pca")]
    initialization: Start,
    /// Factor on attraction in the first phase; 12, or --exaggeration if that is more
    #[arg(long, value_name = "FACTOR")]
    early_exaggeration: Option<f64>,
    /// Iterations of the first phase, in which attraction is exaggerated
    #[arg(long, value_name = "N", default_value_t = Options::default().early_exaggeration_iter)]
    early_exaggeration_iter: usize,
    /// Factor on attraction in the second phase; about 4 gives compact clusters
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0)]
    exaggeration: f64,
    /// Iterations of the second phase
    #[arg(long, value_name = "N", default_value_t = Options::default().n_iter)]
    n_iter: usize,
    /// Step size; rows / exaggeration unless given
    #[arg(long, value_name = "RATE")]
    learning_rate: Option<f64>,
    /// Degrees of freedom; below 1, clusters show their finer parts
    #[arg(long, default_value_t = Options::default().dof)]
    dof: f64,
    /// The longest step of a point in one iteration
    #[arg(long, value_name = "LENGTH", default_value_t = Options::default().max_step_norm)]
    max_step_norm: f64,
    /// End early once 50 iterations lower the KL divergence by less than this share of it
    #[arg(long, value_name = "SHARE")]
    least_improvement: Option<f64>,
    /// How the repulsion between all pairs is summed
    #[arg(long, value_enum, default_value = "auto")]
    negative_gradient_method: Gradient,
    /// Seed of all random choices
    #[arg(long, visible_alias = "seed", value_name = "SEED", default_value_t = Options::default().random_state)]
    random_state: u64,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum MetricName {
    Euclidean,
    Cosine,
    Manhattan,
    Hamming,
    Jaccard,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Start {
    Pca,
    Spectral,
    Random,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Gradient {
    Auto,
    Exact,
    Fft,
}

impl Parameters {
    /// As the library takes them.
    pub(crate) fn options(&self) -> Options {
        Options {
            metric: match self.metric {
                MetricName::Euclidean => Metric::Euclidean,
                MetricName::Cosine => Metric::Cosine,
                MetricName::Manhattan => Metric::Manhattan,
                MetricName::Hamming => Metric::Hamming,
                MetricName::Jaccard => Metric::Jaccard,
            },
            perplexity: self.perplexity,
            early_exaggeration: self.early_exaggeration,
            early_exaggeration_iter: self.early_exaggeration_iter,
            exaggeration: Some(self.exaggeration),
            n_iter: self.n_iter,
            learning_rate: self.learning_rate,
            max_step_norm: self.max_step_norm,
            least_improvement: self.least_improvement,
            dof: self.dof,
            initialization: match self.initialization {
                Start::Pca => Initialization::Pca,
                Start::Spectral => Initialization::Spectral,
                Start::Random => Initialization::Random,
            },
            negative_gradient_method: match self.negative_gradient_method {
                Gradient::Auto => NegativeGradientMethod::Auto,
                Gradient::Exact => NegativeGradientMethod::Exact,
                Gradient::Fft => NegativeGradientMethod::Fft,
            },
            random_state: self.random_state,
            ..Options::default()
        }
    }
}

/*!
How many threads work.
*/

use crate::error::Error;
use std::num::NonZero;
use std::thread::available_parallelism;

/// The option that commands which work on several threads share.
#[derive(clap::Args, Debug)]
pub(crate) struct Threads {
    /// Threads that work; as many as there are processors unless given. The result is the same for any number.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl Threads {
    /// The number of threads, at least 1.
    pub(crate) fn count(&self) -> usize {
        self.threads.map_or_else(|| available_parallelism().map_or(1, NonZero::get), usize::from)
    }

    /// A pool of them.
    pub(crate) fn pool(&self) -> Result<rayon::ThreadPool, Error> {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(self.count());
        builder.build().map_err(Error::Threads)
    }
}

/*!
Where tasks run.
*/

/// The threads that parse.
#[derive(Debug)]
pub enum Pool {
    /// None but the caller's: a task runs at once. For pages without shared memory.
    Inline,
    /// Rayon's global pool, which the page has set up.
    Global,
    /// A pool of the session's own.
    Own(rayon::ThreadPool),
}

impl Pool {
    /// A pool of so many threads.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn of(threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        Ok(Self::Own(rayon::ThreadPoolBuilder::new().num_threads(threads).build()?))
    }

    /// How many threads there are.
    pub fn threads(&self) -> usize {
        match self {
            Self::Inline => 1,
            Self::Global => rayon::current_num_threads(),
            Self::Own(pool) => pool.current_num_threads(),
        }
    }

    /// Runs a task, now or when a thread is free.
    pub fn spawn(&self, task: impl FnOnce() + Send + 'static) {
        match self {
            Self::Inline => task(),
            Self::Global => rayon::spawn_fifo(task),
            Self::Own(pool) => pool.spawn_fifo(task),
        }
    }

    /// Runs a function that uses rayon's parallel iterators on this pool and returns what it returns.
    pub fn install<R: Send>(&self, function: impl FnOnce() -> R + Send) -> R {
        match self {
            Self::Inline | Self::Global => function(),
            Self::Own(pool) => pool.install(function),
        }
    }
}

//! The widest vector instructions that the processor has, for code that the compiler vectorises by itself.

/// Runs `work`, compiled anew for the instruction sets that were found on this machine; what it calls takes
/// part where it is inlined. The results are the same to the bit on every machine: vectors do the same
/// additions and products as scalars, and the compiler never fuses the two.
#[inline(always)]
pub(crate) fn vectorised<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(not(target_arch = "wasm32"))]
    return pulp::Arch::new().dispatch(work);
    #[cfg(target_arch = "wasm32")]
    work()
}

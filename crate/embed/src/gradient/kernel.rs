//! The similarity of two points on the map: the heavy-tailed kernel of t-SNE and its split into a part that
//! ends at a short distance and a rest that is smooth enough for a coarse mesh.

use crate::elementary;

/// (1 + s / dof)^-dof for a squared distance s: Student's kernel at `dof` 1, heavier tails below (Kobak et al.
/// 2019), towards a Gaussian above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kernel {
    /// Degrees of freedom, above 0.
    pub(crate) dof: f64,
}

impl Kernel {
    pub(crate) const STUDENT: Self = Self { dof: 1.0 };

    /// The similarity q at a squared distance.
    pub(crate) fn similarity(&self, squared: f64) -> f64 {
        if self.dof == 1.0 {
            return 1.0 / (1.0 + squared);
        }
        elementary::exp(-self.dof * elementary::ln(1.0 + squared / self.dof))
    }

    /// What a squared distance is multiplied with in the weight 1 / (1 + s / dof) of attraction and repulsion.
    pub(crate) fn inverse_dof(&self) -> f32 {
        (1.0 / self.dof) as f32
    }

    /// The width of the kernel's peak, which decides how fine a mesh must be.
    pub(crate) fn width(&self) -> f64 {
        self.dof.min(1.0).sqrt()
    }
}

/// The part of Student's kernel that ends at a cutoff: what remains of 1 / (1 + s) without its first three
/// Taylor terms around the squared cutoff a. The remainder of that geometric series is x^3 / (1 + s) with
/// x = (a - s) / (1 + a), so that no polynomial is evaluated and nothing cancels (the splitting of the multilevel
/// summation method, Hardy et al. 2009).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Near {
    /// The distance at which the part ends.
    pub(crate) cutoff: f64,
}

impl Near {
    /// The part's value at a squared distance.
    pub(crate) fn value(&self, squared: f64) -> f64 {
        let a = self.cutoff * self.cutoff;
        let x = ((a - squared) / (1.0 + a)).max(0.0);
        x * x * x / (1.0 + squared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_the_power_that_defines_it() {
        for dof in [0.3, 0.8, 1.0, 2.0, 10.0] {
            for squared in [0.0, 1e-6, 0.5, 3.0, 1e4] {
                let expected = (1.0f64 + squared / dof).powf(-dof);
                let found = Kernel { dof }.similarity(squared);
                assert!((found / expected - 1.0).abs() < 1e-13, "{dof}, {squared}");
            }
        }
    }

    #[test]
    fn the_near_part_is_the_kernel_without_its_taylor_terms_and_ends_smoothly() {
        let near = Near { cutoff: 2.5 };
        let a = 6.25;
        for squared in [0.0, 0.1, 1.0, 4.0, 6.2] {
            let x = (a - squared) / (1.0 + a);
            let taylor = (1.0 + x + x * x) / (1.0 + a);
            let expected = 1.0 / (1.0 + squared) - taylor;
            assert!((near.value(squared) - expected).abs() < 1e-15);
        }
        assert_eq!([near.value(6.25), near.value(100.0)], [0.0; 2]);
    }
}

//! The repulsion that points which stay where they are make at any place: what new points feel.

use super::{
    convolve::{Convolution, ROWS},
    fft::bounds,
    kernel::Kernel,
    mesh::Mesh,
    near::Sorted,
    plan::Plan,
};

/// Room around the fixed points, as a share of their extent: new points may settle outside of them.
const ROOM: f32 = 0.25;
/// The least room, in units of the map.
const LEAST_ROOM: f32 = 5.0;

/// The potential of fixed points on a mesh.
pub(crate) struct Field {
    mesh: Mesh,
    potential: Vec<f32>,
    low: [f32; 2],
    high: [f32; 2],
}

impl Field {
    /// Of points at finite `positions`, of which there is at least one.
    pub(crate) fn new(kernel: Kernel, positions: &[f32]) -> Self {
        let [low, high] = bounds(positions);
        let room = [0, 1].map(|axis| ((high[axis] - low[axis]) * ROOM).max(LEAST_ROOM));
        let low = [low[0] - room[0], low[1] - room[1]];
        let high = [high[0] + room[0], high[1] + room[1]];
        let extent = [high[0] - low[0], high[1] - low[1]];
        let plan = Plan::mesh_only(kernel, extent);
        let mesh = Mesh::new(low, extent, plan.spacing);
        let sorted = Sorted::new(positions, mesh.nodes, |point| mesh.cell(point));
        let mut potential = mesh.spread(&sorted);
        debug_assert!(potential.len().is_multiple_of(ROWS));
        Convolution::new(mesh.nodes, plan, kernel).apply(&mut potential, mesh.nodes[1]);
        Self { mesh, potential, low, high }
    }

    /// The sum of the similarities to all fixed points at a place inside, and the force there: the sum of
    /// q w (y - y_j).
    #[inline(always)]
    pub(crate) fn at(&self, point: [f32; 2]) -> (f32, [f32; 2]) {
        let [psi, x, y] = self.mesh.read(&self.potential, point);
        let scale = -0.5 * self.mesh.inverse_spacing;
        (psi, [scale * x, scale * y])
    }

    /// The nearest place inside, and whether it is another one.
    pub(crate) fn inside(&self, point: [f32; 2]) -> ([f32; 2], bool) {
        let inside = [0, 1].map(|axis| point[axis].clamp(self.low[axis], self.high[axis]));
        (inside, inside != point)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::scattered;
    use super::*;

    #[test]
    fn the_field_is_the_sum_over_all_fixed_points() {
        let positions = scattered(800, 8.0, 5);
        for dof in [1.0, 0.6] {
            let kernel = Kernel { dof };
            let field = Field::new(kernel, &positions);
            let (mut errors, mut squares) = (0.0, 0.0);
            for at in [[0.0, 0.0], [3.0, -7.0], [20.0, 20.0], [-12.0, 4.5], [29.0, -2.0]] {
                let (mut z, mut force) = (0.0, [0.0; 2]);
                for point in positions.chunks_exact(2) {
                    let away = [0, 1].map(|axis| f64::from(at[axis]) - f64::from(point[axis]));
                    let squared = away[0] * away[0] + away[1] * away[1];
                    let q = kernel.similarity(squared);
                    z += q;
                    force = [0, 1].map(|axis| force[axis] + q / (1.0 + squared / dof) * away[axis]);
                }
                let (found_z, found) = field.at(at);
                assert!((f64::from(found_z) / z - 1.0).abs() < 0.005, "{found_z} for {z}");
                for axis in 0..2 {
                    errors += (f64::from(found[axis]) - force[axis]).powi(2);
                    squares += force[axis] * force[axis];
                }
            }
            assert!((errors / squares).sqrt() < 0.01, "dof {dof}: {}", (errors / squares).sqrt());
        }
    }

    #[test]
    fn places_outside_are_brought_to_the_edge() {
        let field = Field::new(Kernel::STUDENT, &[0.0, 0.0, 100.0, 40.0]);
        assert_eq!(field.inside([1.0, 1.0]), ([1.0, 1.0], false));
        assert_eq!(field.inside([-900.0, 45.0]), ([-25.0, 45.0], true));
    }
}

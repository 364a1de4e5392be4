//! Numbers for the places of points, as narrow as they can be: an iteration reads one for each affinity.

use crate::simd::LANES;

/// Places of eight entries of a row.
pub(crate) type Places<P> = [P; LANES];

/// Places that have a narrow number.
pub(super) const NARROW: usize = 1 << 16;

/// A number for a place.
pub(crate) trait Place: Copy + Send + Sync {
    /// Points at all places.
    type Points: ?Sized + Sync;

    fn at(self) -> usize;
    fn new(place: u32) -> Self;
    /// `points` in this form; `room` is for a copy.
    fn all<'a>(points: &'a [[f32; 2]], room: &'a mut Vec<[f32; 2]>) -> &'a Self::Points;
    fn of(self, points: &Self::Points) -> [f32; 2];
}

impl Place for u16 {
    /// As many as there are numbers, so that none of these has to be checked.
    type Points = [[f32; 2]; NARROW];

    #[inline(always)]
    fn at(self) -> usize {
        usize::from(self)
    }

    fn all<'a>(points: &'a [[f32; 2]], room: &'a mut Vec<[f32; 2]>) -> &'a Self::Points {
        room.resize(NARROW, [0.0; 2]);
        room[..points.len()].copy_from_slice(points);
        &room.as_chunks().0[0]
    }

    #[inline(always)]
    fn of(self, points: &[[f32; 2]; NARROW]) -> [f32; 2] {
        points[usize::from(self)]
    }

    fn new(place: u32) -> Self {
        place as u16
    }
}

impl Place for u32 {
    type Points = [[f32; 2]];

    #[inline(always)]
    fn at(self) -> usize {
        self as usize
    }

    fn all<'a>(points: &'a [[f32; 2]], _: &'a mut Vec<[f32; 2]>) -> &'a Self::Points {
        points
    }

    #[inline(always)]
    fn of(self, points: &[[f32; 2]]) -> [f32; 2] {
        points[self as usize]
    }

    fn new(place: u32) -> Self {
        place
    }
}

//! The visitors: a few come often, most come once. What a client is follows from its rank and the
//! seed, so millions of them need no memory.

use super::address::Address;
use super::agents::{Class, VISITORS};
use super::alias::Alias;
use super::rng::{Rng, mix};
use super::zipf::Zipf;

/// One visitor; the same rank is always the same visitor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    pub(super) address: Address,
    pub(super) class: Class,
    pub(super) agent: &'static str,
    /// Account number, at least 1000.
    pub(super) user: u32,
}

/// All visitors.
#[derive(Clone, Debug)]
pub(super) struct Population {
    seed: u64,
    ranks: Zipf,
    agents: Alias,
}

impl Population {
    /// `count` visitors (at least one).
    pub(super) fn new(seed: u64, count: u32) -> Self {
        // With a shift of 12 the most frequent of 5000 visitors starts 1.4 % of the sessions.
        Self { seed, ranks: Zipf::new(count, 12), agents: Alias::new(VISITORS.iter().map(|a| a.1)) }
    }

    /// A visitor, frequent ones more often.
    pub(super) fn draw(&self, rng: &mut Rng) -> Client {
        self.client(self.ranks.draw(rng))
    }

    fn client(&self, rank: u32) -> Client {
        let own = mix(self.seed ^ mix(u64::from(rank)));
        let (class, _, agent) = VISITORS[self.agents.draw(&mut Rng::seeded(own))];
        Client {
            address: Address::of(self.seed, rank),
            class,
            agent,
            user: 1000 + (own >> 40) as u32 % 900_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn frequent_visitors_follow_the_law_of_zipf_and_mandelbrot() {
        let population = Population::new(1, 1000);
        let mut rng = Rng::seeded(2);
        let mut counts: HashMap<Address, u32> = HashMap::new();
        for _ in 0..100_000 {
            *counts.entry(population.draw(&mut rng).address).or_default() += 1;
        }
        let mut counts: Vec<u32> = counts.into_values().collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let ratio = f64::from(counts[0]) / f64::from(counts[108]);
        assert!((8.5..12.5).contains(&ratio), "rank 1 over rank 109 should be about 10: {ratio}");
    }

    #[test]
    fn a_visitor_keeps_its_agent() {
        let population = Population::new(1, 10_000_000);
        for rank in [0, 5, 9_999_999] {
            let (first, second) = (population.client(rank), population.client(rank));
            assert_eq!((first.agent, first.user), (second.agent, second.user));
        }
    }
}

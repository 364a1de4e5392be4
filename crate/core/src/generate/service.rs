//! The services of the shop, and the hosts and pods they run on.

use super::digits::decimal;
use super::rng::mix;

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Gateway,
    Catalog,
    Search,
    Checkout,
    Payments,
    Orders,
    Auth,
    Users,
    Inventory,
    Notifications,
}

/// How many replicas each service has.
pub(super) const REPLICAS: u32 = 3;
const HOSTS: u32 = 6;

impl Service {
    pub(super) const ALL: [Self; 10] = [
        Self::Gateway,
        Self::Catalog,
        Self::Search,
        Self::Checkout,
        Self::Payments,
        Self::Orders,
        Self::Auth,
        Self::Users,
        Self::Inventory,
        Self::Notifications,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Catalog => "catalog",
            Self::Search => "search",
            Self::Checkout => "checkout",
            Self::Payments => "payments",
            Self::Orders => "orders",
            Self::Auth => "auth",
            Self::Users => "users",
            Self::Inventory => "inventory",
            Self::Notifications => "notifications",
        }
    }

    /// Writes the host of a replica: `web-1` to `web-6`.
    pub(super) fn host(self, replica: u32, out: &mut Vec<u8>) {
        out.extend_from_slice(b"web-");
        decimal(out, u64::from((self as u32 * 2 + replica) % HOSTS + 1));
    }

    /// Writes the pod of a replica, as Kubernetes would name it: `checkout-7d9f8b6c5d-x2x9k`.
    pub(super) fn pod(self, replica: u32, out: &mut Vec<u8>) {
        // The alphabet of Kubernetes' generated names: no vowels and nothing that looks like one.
        const ALPHABET: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";
        out.extend_from_slice(self.name().as_bytes());
        let set = mix(self as u64);
        for (mut word, count) in [(set, 10), (mix(set ^ u64::from(replica)), 5)] {
            out.push(b'-');
            for _ in 0..count {
                out.push(ALPHABET[(word % 27) as usize]);
                word /= 27;
            }
        }
    }

    /// The process id of a replica.
    pub(super) fn process(self, replica: u32) -> u32 {
        700 + (mix(u64::from(replica) << 8 | self as u64) % 9000) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_replica_is_a_pod_of_its_own() {
        let mut pods = HashSet::new();
        for service in Service::ALL {
            for replica in 0..REPLICAS {
                let mut pod = Vec::new();
                service.pod(replica, &mut pod);
                assert!(pod.starts_with(service.name().as_bytes()));
                pods.insert(pod);
            }
        }
        assert_eq!(pods.len(), 30);
    }
}

//! One HTTP request with everything that any of the formats says about it.

use super::address::Address;
use super::clock::Actor;
use super::service::Service;

/// A request; the generator fills the same one again and again.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// Microseconds since 1970-01-01 UTC.
    pub(super) time: i64,
    pub(super) actor: Actor,
    pub(super) client: Address,
    pub(super) agent: &'static str,
    /// Account number.
    pub(super) user: u32,
    /// Name by HTTP authentication, where a route asks for it.
    pub(super) login: Option<&'static str>,
    pub(super) method: &'static str,
    /// Path and query.
    pub(super) path: Vec<u8>,
    pub(super) version: &'static str,
    pub(super) status: u16,
    /// Size of the response's body.
    pub(super) bytes: u64,
    /// Duration in microseconds.
    pub(super) micros: u64,
    /// Empty if there is none.
    pub(super) referer: Vec<u8>,
    /// The service that answers.
    pub(super) service: Service,
    /// Whether it failed because of the incident.
    pub(super) struck: bool,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            time: 0,
            actor: Actor::Monitor,
            client: Address::V4([192, 0, 2, 1]),
            agent: "",
            user: 1000,
            login: None,
            method: "GET",
            path: Vec::new(),
            version: "HTTP/1.1",
            status: 200,
            bytes: 0,
            micros: 0,
            referer: Vec::new(),
            service: Service::Gateway,
            struck: false,
        }
    }
}

impl Request {
    /// The path up to the query, and the query without its question mark (empty if there is none).
    pub(super) fn path_and_query(&self) -> (&[u8], &[u8]) {
        match memchr::memchr(b'?', &self.path) {
            Some(at) => (&self.path[..at], &self.path[at + 1..]),
            None => (&self.path, b""),
        }
    }
}

//! The incident: for a while the service that keeps the orders does not answer. Calls to it fail or
//! wait for the gateway's time limit; the other calls queue behind them.

use super::request::Request;
use super::rng::Rng;
use super::service::Service;
use super::spread::log_normal;

/// The service that fails.
pub(super) const CULPRIT: Service = Service::Orders;
/// The gateway's time limit in microseconds.
const TIME_LIMIT: u64 = 30_000_000;

/// What the incident does to a request under way. Files and health checks are not touched.
pub(super) fn strike(request: &mut Request, rng: &mut Rng) {
    let own = request.service == CULPRIT;
    let calls_it = matches!(request.service, Service::Checkout | Service::Payments);
    if !own && !calls_it && !request.path.starts_with(b"/api/") {
        return;
    }
    request.micros = request.micros.saturating_mul(u64::from(rng.between(3, 12)));
    let failing = if own {
        780
    } else if calls_it {
        420
    } else {
        150
    };
    if !rng.chance(failing) {
        return;
    }
    request.struck = true;
    request.bytes = super::site::ERROR_PAGE + 14;
    request.status = match rng.below(10) {
        0..5 => {
            request.micros = TIME_LIMIT + log_normal(rng, 4_000, 200);
            504
        }
        5..8 => 502,
        _ => 503,
    };
}

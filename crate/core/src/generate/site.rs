//! The web shop that the requests are for: its routes, how often each kind of client asks for them,
//! and how large, how slow and how successful the answers are.

use super::service::Service::{
    self, Auth, Catalog, Checkout, Gateway, Inventory, Orders, Payments, Search, Users,
};

/// Status codes with weights per mille.
pub(super) type Statuses = &'static [(u16, u32)];

/// A route of the site.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    pub(super) method: &'static str,
    /// Path and query, as a [`Pattern`](super::pattern::Pattern).
    pub(super) path: &'static str,
    pub(super) service: Service,
    pub(super) statuses: Statuses,
    /// Median size of a successful answer in bytes.
    pub(super) bytes: u32,
    /// Median duration in microseconds.
    pub(super) micros: u32,
    /// A file: its size depends on its path alone, and browsers keep it.
    pub(super) file: bool,
    /// Behind HTTP authentication.
    pub(super) guarded: bool,
    /// How often it is a page of a browser, a part of a page, a call of the app, of a script.
    pub(super) page: u32,
    pub(super) part: u32,
    pub(super) app: u32,
    pub(super) script: u32,
}

const FINE: Statuses = &[(200, 997), (500, 2), (503, 1)];
const ITEM: Statuses = &[(200, 962), (404, 33), (301, 4), (500, 1)];
const FILE: Statuses = &[(200, 994), (404, 6)];
const LOGIN: Statuses = &[(302, 760), (401, 215), (400, 15), (429, 10)];
const TOKEN: Statuses = &[(200, 900), (401, 85), (429, 15)];
const WRITE: Statuses = &[(201, 930), (400, 40), (409, 25), (500, 5)];
const OWN: Statuses = &[(200, 930), (401, 35), (404, 32), (500, 3)];
const QUERY: Statuses = &[(200, 978), (400, 18), (503, 4)];
const PAY: Statuses = &[(200, 925), (402, 55), (400, 12), (502, 8)];
const CHANGE: Statuses = &[(204, 965), (404, 20), (409, 15)];
const STAFF: Statuses = &[(200, 940), (401, 40), (403, 20)];

const fn get(path: &'static str, service: Service, bytes: u32, micros: u32) -> Route {
    Route {
        method: "GET",
        path,
        service,
        statuses: FINE,
        bytes,
        micros,
        file: false,
        guarded: false,
        page: 0,
        part: 0,
        app: 0,
        script: 0,
    }
}

const fn post(path: &'static str, service: Service, bytes: u32, micros: u32) -> Route {
    Route { method: "POST", statuses: WRITE, ..get(path, service, bytes, micros) }
}

const fn file(path: &'static str, bytes: u32, part: u32) -> Route {
    Route { file: true, part, statuses: FILE, ..get(path, Gateway, bytes, 420) }
}

/// Every route.
#[rustfmt::skip]
pub(super) const ROUTES: &[Route] = &[
    // Pages.
    Route { page: 210, ..get("/", Catalog, 31_000, 48_000) },
    Route { page: 210, ..get("/c/{category}", Catalog, 46_000, 82_000) },
    Route { page: 50, ..get("/c/{category}?page={page}&sort=price", Catalog, 44_000, 96_000) },
    Route { page: 330, statuses: ITEM, ..get("/p/{slug}", Catalog, 38_000, 61_000) },
    Route { page: 120, statuses: QUERY, ..get("/search?q={term}", Search, 41_000, 145_000) },
    Route { page: 25, statuses: QUERY, ..get("/search?q={term}&page={page}", Search, 40_000, 160_000) },
    Route { page: 45, ..get("/cart", Checkout, 18_000, 52_000) },
    Route { page: 30, ..get("/login", Auth, 9_200, 14_000) },
    Route { page: 32, statuses: LOGIN, ..post("/login", Auth, 0, 210_000) },
    Route { page: 6, statuses: LOGIN, ..post("/register", Auth, 0, 260_000) },
    Route { page: 14, statuses: OWN, ..get("/account/orders", Orders, 22_000, 74_000) },
    Route { page: 16, ..get("/checkout", Checkout, 27_000, 90_000) },
    Route { page: 9, statuses: PAY, ..post("/checkout/confirm", Payments, 12_000, 620_000) },
    Route { page: 8, ..get("/help/shipping", Gateway, 14_000, 3_000) },
    Route { page: 5, ..get("/blog/{slug}", Gateway, 52_000, 6_000) },
    Route { page: 4, statuses: &[(404, 1000)], ..get("/old-shop/item.php?id={order}", Gateway, 162, 900) },
    Route { page: 3, guarded: true, statuses: STAFF, ..get("/admin/orders?page={page}", Orders, 88_000, 240_000) },
    // Files that pages need.
    file("/static/css/main.3f2a91c0.css", 48_000, 90),
    file("/static/css/product.b81d04e7.css", 12_000, 50),
    file("/static/js/app.9c1e77d2.js", 184_000, 90),
    file("/static/js/vendor.51f0aa38.js", 412_000, 80),
    file("/static/js/search.07c4be19.js", 38_000, 25),
    file("/static/fonts/inter-var.woff2", 98_000, 40),
    file("/static/img/logo.svg", 3_900, 70),
    file("/static/img/hero-spring.webp", 146_000, 30),
    file("/img/p/{slug}-640.webp", 52_000, 210),
    file("/img/p/{slug}-320.webp", 17_000, 260),
    file("/favicon.ico", 5_400, 45),
    // Calls that pages make.
    Route { part: 60, app: 90, statuses: QUERY, ..get("/api/search/suggest?q={term}", Search, 900, 38_000) },
    Route { part: 55, app: 80, ..get("/api/recommendations/{sku}", Catalog, 6_100, 56_000) },
    Route { part: 40, app: 60, ..get("/api/cart/{cart}", Checkout, 1_900, 23_000) },
    Route { part: 22, app: 40, ..post("/api/cart/{cart}/items", Checkout, 640, 44_000) },
    Route { part: 25, app: 70, script: 150, ..get("/api/stock/{sku}", Inventory, 210, 12_000) },
    Route { part: 30, statuses: CHANGE, ..post("/api/events", Gateway, 0, 2_100) },
    // Calls of the app and of scripts.
    Route { app: 90, ..get("/api/products?category={category}&page={page}", Catalog, 18_000, 71_000) },
    Route { app: 150, script: 120, statuses: ITEM, ..get("/api/products/{sku}", Catalog, 3_400, 29_000) },
    Route { script: 500, ..get("/api/products?page={page}&per_page=100", Catalog, 96_000, 180_000) },
    Route { app: 60, statuses: TOKEN, ..post("/api/auth/token", Auth, 1_100, 130_000) },
    Route { app: 70, statuses: OWN, ..get("/api/users/{user}", Users, 820, 18_000) },
    Route { app: 80, script: 90, statuses: OWN, ..get("/api/users/{user}/orders", Orders, 5_200, 64_000) },
    Route { part: 12, app: 110, script: 110, statuses: OWN, ..get("/api/users/{user}/orders/{uuid}", Orders, 2_300, 41_000) },
    Route { part: 6, app: 28, script: 20, ..post("/api/users/{user}/orders", Orders, 1_400, 190_000) },
    Route { part: 6, app: 24, statuses: PAY, ..post("/api/payments", Payments, 520, 480_000) },
    Route { app: 12, method: "DELETE", statuses: CHANGE, ..post("/api/cart/{cart}/items/{sku}", Checkout, 0, 31_000) },
    Route { app: 10, method: "PUT", statuses: CHANGE, ..post("/api/users/{user}/address", Users, 0, 36_000) },
];

/// The size of the gateway's own error pages.
pub(super) const ERROR_PAGE: u64 = 153;

#[cfg(test)]
mod tests {
    use super::super::variable::Variable;
    use super::*;

    #[test]
    fn every_route_is_complete() {
        for route in ROUTES {
            assert!(route.path.starts_with('/'), "{}", route.path);
            assert_eq!(
                route.statuses.iter().map(|status| status.1).sum::<u32>(),
                1000,
                "{}",
                route.path
            );
            assert!(route.page + route.part + route.app + route.script > 0, "{}", route.path);
            for name in route.path.split('{').skip(1) {
                let name = name.split('}').next().unwrap();
                assert!(Variable::named(name).is_some(), "{name}");
            }
        }
    }
}

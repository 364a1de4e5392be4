//! What the services and the daemons of their hosts say, as patterns with variables.

use super::level::Level::{self, Debug, Error, Fatal, Info, Warn};
use super::service::Service::{
    self, Auth, Catalog, Checkout, Gateway, Inventory, Notifications, Orders, Payments, Search,
    Users,
};

/// A message of a service: the service, its severity, the logger's class, how common it is, its
/// pattern.
pub(super) type Message = (Service, Level, &'static str, u32, &'static str);

/// A message of a daemon: the program, whether it gives a process id, its facility (RFC 5424,
/// table 1), its severity, how common it is, its pattern.
pub(super) type DaemonMessage = (&'static str, bool, u8, Level, u32, &'static str);

/// The plain-text form of the message that every request leaves behind.
pub(super) const ACCESS: &str = "{method} {path} answered {status} with {bytes} bytes in {took} ms";
/// Its logger's class.
pub(super) const ACCESS_LOGGER: &str = "AccessLog";

/// Everyday messages.
#[rustfmt::skip]
pub(super) const USUAL: &[Message] = &[
    (Gateway, Debug, "Router", 70, "Matched route for {method} {path} to upstream {upstream}"),
    (Gateway, Info, "EdgeCache", 190, "Served {path} from the cache in {took} ms"),
    (Gateway, Info, "Compression", 60, "Compressed {path} to {percent}% in {took} ms"),
    (Gateway, Info, "RateLimiter", 12, "Client {client} used {percent}% of its request budget"),
    (Gateway, Info, "TlsReloader", 3, "Reloaded {count} certificates"),
    (Gateway, Warn, "UpstreamPool", 10, "Connection to upstream {upstream} was reset, attempt {attempt}"),
    (Gateway, Warn, "RequestBuffer", 6, "A client request body is buffered to a temporary file /var/cache/gateway/{hex}"),
    (Catalog, Debug, "ProductCache", 50, "Cache hit for key product:{sku}"),
    (Catalog, Debug, "ProductCache", 20, "Cache miss for key product:{sku}, loading from database"),
    (Catalog, Info, "ProductService", 90, "Served product {sku} in {ms} ms"),
    (Catalog, Info, "PriceService", 30, "Price of {sku} changed to {amount} {currency}"),
    (Catalog, Info, "ProductService", 40, "Listed {count} products of category {category} in {ms} ms"),
    (Catalog, Warn, "ImageResolver", 16, "No image of size 640 for product {sku}, using placeholder"),
    (Catalog, Error, "PriceService", 3, "Price of product {sku} is missing in currency {currency}"),
    (Search, Info, "SearchService", 150, "Query '{term}' returned {count} hits in {ms} ms"),
    (Search, Debug, "QueryParser", 60, "Parsed query '{term}' into {count} clauses"),
    (Search, Info, "Indexer", 20, "Indexed {count} documents into segment {hex} in {ms} ms"),
    (Search, Warn, "SearchService", 18, "Slow query '{term}' took {slow} ms"),
    (Search, Error, "ShardClient", 3, "Shard {partition} failed to answer query '{term}': connection refused"),
    (Checkout, Info, "CartService", 140, "Added {qty} of {sku} to cart {cart}"),
    (Checkout, Info, "CartService", 40, "Removed {sku} from cart {cart}"),
    (Checkout, Info, "CheckoutService", 60, "Checkout of cart {cart} started by user {user}"),
    (Checkout, Debug, "VoucherRules", 30, "No voucher applies to cart {cart}"),
    (Checkout, Warn, "CartService", 12, "Cart {cart} expired after {count} days"),
    (Checkout, Error, "CheckoutService", 3, "Checkout of cart {cart} aborted: price changed to {amount} {currency}"),
    (Payments, Info, "PaymentService", 120, "Payment of {amount} {currency} for order {order} authorised in {ms} ms"),
    (Payments, Info, "SettlementJob", 30, "Settled {count} payments, batch {hex}"),
    (Payments, Warn, "PaymentService", 26, "Card declined for order {order}: insufficient funds"),
    (Payments, Warn, "ProviderClient", 10, "Provider answered {slow} ms late, attempt {attempt} of 5"),
    (Payments, Error, "PaymentService", 6, "Payment of {amount} {currency} for order {order} failed: provider unavailable"),
    (Orders, Info, "OrderService", 170, "Order {order} accepted in {ms} ms"),
    (Orders, Info, "OrderService", 60, "Order {order} of user {user} moved to state SHIPPED"),
    (Orders, Debug, "OrderRepository", 80, "SELECT * FROM {table} WHERE customer_id = {user} ORDER BY created_at DESC LIMIT {page} ({ms} ms)"),
    (Orders, Info, "EventPublisher", 50, "Published to {topic} partition {partition} offset {offset}"),
    (Orders, Warn, "OrderRepository", 16, "Slow statement ({slow} ms): UPDATE {table} SET state = 'PAID' WHERE id = {order}"),
    (Orders, Error, "OrderRepository", 4, "Deadlock found when trying to get lock on table {table}; restarting transaction {hex}"),
    (Auth, Info, "LoginService", 120, "User {user} logged in from {client}"),
    (Auth, Info, "TokenService", 110, "Issued token for session {session} of user {user}"),
    (Auth, Debug, "TokenService", 60, "Token of session {session} verified in {ms} ms"),
    (Auth, Warn, "LoginService", 30, "Failed login for user {user} from {client}: wrong password"),
    (Auth, Info, "LoginService", 20, "Session {session} of user {user} ended"),
    (Users, Info, "ProfileService", 90, "Profile of user {user} loaded in {ms} ms"),
    (Users, Info, "ProfileService", 20, "Address of user {user} updated"),
    (Users, Warn, "EmailVerifier", 8, "Mailbox {email} does not accept mail"),
    (Inventory, Info, "StockService", 110, "Reserved {qty} of {sku} for order {order}"),
    (Inventory, Debug, "StockService", 70, "Stock of {sku} is {count}"),
    (Inventory, Warn, "StockService", 20, "Stock of {sku} is low: {qty} left"),
    (Inventory, Error, "WarehouseClient", 3, "Warehouse did not confirm reservation {uuid} of {sku}"),
    (Notifications, Info, "Mailer", 90, "Sent order confirmation for order {order} to {email}"),
    (Notifications, Info, "PushService", 60, "Delivered push message {uuid} to {count} devices"),
    (Notifications, Warn, "Mailer", 12, "Mail to {email} deferred, attempt {attempt}"),
];

/// Messages that come without any request: jobs, consumers, pools, memory.
#[rustfmt::skip]
pub(super) const BACKGROUND: &[Message] = &[
    (Gateway, Debug, "HealthCheck", 60, "Health check of upstream {upstream} passed in {ms} ms"),
    (Notifications, Info, "KafkaConsumer", 60, "Consumed {count} records from {topic} partition {partition} up to offset {offset}"),
    (Search, Info, "IndexRefresher", 40, "Refresh of index products finished in {slow} ms"),
    (Orders, Info, "CleanupJob", 30, "Deleted {count} expired rows from {table}"),
    (Inventory, Info, "StockSync", 40, "Synchronised {count} products with the warehouse in {slow} ms"),
    (Payments, Debug, "HikariPool", 50, "Pool stats (total={qty}, active={attempt}, waiting={page})"),
    (Catalog, Warn, "MemoryMonitor", 14, "Heap usage is {percent}% of {mb} MB"),
    (Users, Warn, "GcMonitor", 14, "Garbage collection paused for {slow} ms"),
    (Search, Fatal, "IndexStore", 1, "Segment {hex} is corrupt, giving up"),
];

/// What the services say while the orders service does not answer.
#[rustfmt::skip]
pub(super) const FAILURES: &[Message] = &[
    (Gateway, Error, "UpstreamPool", 220, "upstream timed out (110: Connection timed out) while reading response header from upstream, client: {client}, request: \"{method} {path} HTTP/1.1\", upstream: \"http://{upstream}\""),
    (Gateway, Error, "UpstreamPool", 90, "connect() failed (111: Connection refused) while connecting to upstream {upstream}"),
    (Gateway, Error, "UpstreamPool", 60, "no live upstreams while connecting to upstream \"orders\", attempt {attempt}"),
    (Checkout, Error, "OrderClient", 160, "Could not create order for cart {cart}: java.net.SocketTimeoutException: Read timed out"),
    (Checkout, Warn, "RetryTemplate", 120, "Call to orders failed, retrying (attempt {attempt} of 5)"),
    (Checkout, Warn, "CircuitBreaker", 30, "Circuit breaker 'orders' changed state from CLOSED to OPEN after {percent}% failures"),
    (Payments, Error, "PaymentService", 70, "Payment for order {order} rolled back: orders did not answer within 30000 ms"),
    (Orders, Error, "HikariPool", 150, "Connection is not available, request timed out after 30000 ms (total=20, active=20, waiting={count})"),
    (Orders, Error, "OrderRepository", 70, "Unable to acquire JDBC connection for SELECT * FROM {table} WHERE id = {order}"),
    (Orders, Fatal, "OrderService", 6, "Health check failed {attempt} times, shutting down"),
];

/// What the services say about the attackers: the scanner is blocked, the guesser fails to log in.
#[rustfmt::skip]
pub(super) const ATTACKS: [Message; 2] = [
    (Gateway, Warn, "Firewall", 1, "Blocked request {uuid} from {client}: {method} {path} matched rule {rule}"),
    (Auth, Warn, "LoginService", 1, "Failed login for user '{guess}' from {client}: no such user or wrong password"),
];

/// What the daemons of the hosts say.
#[rustfmt::skip]
pub(super) const DAEMONS: &[DaemonMessage] = &[
    ("CRON", true, 9, Info, 60, "(root) CMD (test -x /usr/sbin/anacron || run-parts --report /etc/cron.hourly)"),
    ("CRON", true, 9, Info, 40, "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)"),
    ("CRON", true, 9, Info, 40, "pam_unix(cron:session): session closed for user root"),
    ("sshd", true, 10, Info, 20, "Accepted publickey for {person} from 10.8.0.{count} port {port} ssh2: ED25519 SHA256:{session}"),
    ("sshd", true, 10, Info, 20, "Received disconnect from 10.8.0.{count} port {port}:11: disconnected by user"),
    ("sudo", true, 10, Info, 10, "{person} : TTY=pts/0 ; PWD=/home/shop ; USER=root ; COMMAND=/usr/bin/journalctl -u shop"),
    ("systemd", true, 3, Info, 30, "Started session-{pid}.scope - Session of User {person}."),
    ("systemd", true, 3, Info, 30, "logrotate.service: Deactivated successfully."),
    ("systemd", true, 3, Warn, 4, "shop-worker.service: Main process exited, code=killed, status=9/KILL"),
    ("dhclient", true, 3, Info, 20, "DHCPACK of 10.1.0.{count} from 10.1.0.1"),
    ("chronyd", true, 3, Info, 10, "Selected source 10.1.0.1"),
    ("kernel", false, 0, Info, 10, "eth0: renamed from veth{hex}"),
    ("kernel", false, 0, Warn, 1, "TCP: request_sock_TCP: Possible SYN flooding on port 8080. Sending cookies."),
    ("kernel", false, 0, Error, 1, "Out of memory: Killed process {pid} (java) total-vm:{mb}000kB, anon-rss:{offset}kB"),
    ("postfix/smtp", true, 2, Info, 20, "{hex}: to=<{email}>, relay=mail.example.com[192.0.2.25]:25, delay={attempt}.2, status=sent (250 2.0.0 Ok)"),
];

/// What the SSH server says about the attackers.
#[rustfmt::skip]
pub(super) const INTRUSIONS: &[DaemonMessage] = &[
    ("sshd", true, 10, Info, 300, "Invalid user {guess} from {client} port {port}"),
    ("sshd", true, 10, Info, 400, "Failed password for invalid user {guess} from {client} port {port} ssh2"),
    ("sshd", true, 10, Info, 200, "Failed password for root from {client} port {port} ssh2"),
    ("sshd", true, 10, Info, 100, "Connection closed by authenticating user root {client} port {port} [preauth]"),
    ("sshd", true, 10, Error, 40, "error: maximum authentication attempts exceeded for root from {client} port {port} ssh2 [preauth]"),
];

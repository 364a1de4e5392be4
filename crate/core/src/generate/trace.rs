//! Stack traces as a Java virtual machine prints them.

use super::digits::decimal;
use super::rng::Rng;
use super::service::Service;

/// An exception with the frames that led to it and, perhaps, the exception that caused it.
#[derive(Debug)]
pub(super) struct Trace {
    pub(super) exception: &'static str,
    pub(super) detail: &'static str,
    frames: &'static [(&'static str, u32)],
    cause: Option<(&'static str, &'static [(&'static str, u32)])>,
}

const SOCKET: &[(&str, u32)] = &[
    ("java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java", 288),
    ("java.base/sun.nio.ch.NioSocketImpl.implRead(NioSocketImpl.java", 314),
    ("java.base/java.net.Socket$SocketInputStream.read(Socket.java", 1099),
];

#[rustfmt::skip]
static TIMEOUT: Trace = Trace {
    exception: "com.example.orders.OrdersUnavailableException",
    detail: "orders did not answer within 30000 ms",
    frames: &[
        ("com.example.orders.OrderClient.create(OrderClient.java", 118),
        ("com.example.checkout.CheckoutService.place(CheckoutService.java", 204),
        ("com.example.checkout.CheckoutController.confirm(CheckoutController.java", 77),
        ("org.springframework.web.servlet.DispatcherServlet.doDispatch(DispatcherServlet.java", 1089),
        ("jakarta.servlet.http.HttpServlet.service(HttpServlet.java", 590),
        ("org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java", 149),
    ],
    cause: Some(("java.net.SocketTimeoutException: Read timed out", SOCKET)),
};

#[rustfmt::skip]
static POOL: Trace = Trace {
    exception: "java.sql.SQLTransientConnectionException",
    detail: "HikariPool-1 - Connection is not available, request timed out after 30000ms.",
    frames: &[
        ("com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java", 696),
        ("com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java", 197),
        ("com.zaxxer.hikari.HikariDataSource.getConnection(HikariDataSource.java", 128),
        ("com.example.orders.OrderRepository.findById(OrderRepository.java", 61),
        ("com.example.orders.OrderService.load(OrderService.java", 143),
        ("java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java", 1136),
        ("java.base/java.lang.Thread.run(Thread.java", 840),
    ],
    cause: None,
};

#[rustfmt::skip]
static STATE: Trace = Trace {
    exception: "java.lang.IllegalStateException",
    detail: "unexpected answer from a dependency",
    frames: &[
        ("com.example.common.Retry.run(Retry.java", 52),
        ("com.example.common.RemoteClient.exchange(RemoteClient.java", 96),
        ("java.base/java.util.concurrent.CompletableFuture$AsyncSupply.run(CompletableFuture.java", 1768),
        ("java.base/java.lang.Thread.run(Thread.java", 840),
    ],
    cause: Some(("java.io.IOException: Connection reset by peer", SOCKET)),
};

impl Trace {
    /// The trace that an error in this service brings.
    pub(super) fn of(service: Service) -> &'static Self {
        match service {
            Service::Checkout | Service::Payments => &TIMEOUT,
            Service::Orders => &POOL,
            _ => &STATE,
        }
    }

    /// Appends the lines, each ended by a newline.
    pub(super) fn write(&self, out: &mut Vec<u8>, rng: &mut Rng) {
        for part in [self.exception, ": ", self.detail, "\n"] {
            out.extend_from_slice(part.as_bytes());
        }
        write_frames(out, self.frames);
        if let Some((cause, frames)) = self.cause {
            out.extend_from_slice(b"Caused by: ");
            out.extend_from_slice(cause.as_bytes());
            out.push(b'\n');
            write_frames(out, frames);
            out.extend_from_slice(b"\t... ");
            decimal(out, rng.between(18, 42).into());
            out.extend_from_slice(b" more\n");
        }
    }
}

fn write_frames(out: &mut Vec<u8>, frames: &[(&str, u32)]) {
    for (place, line) in frames {
        out.extend_from_slice(b"\tat ");
        out.extend_from_slice(place.as_bytes());
        out.push(b':');
        decimal(out, u64::from(*line));
        out.extend_from_slice(b")\n");
    }
}

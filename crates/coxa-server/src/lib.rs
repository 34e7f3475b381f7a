//! The app of coxa and its API: one embedded page, one journal a person, no request to any other host.
//!
//! The server keeps journals and hands them out; the core in the page decides, and the same core answers here under
//! `/api/v1/people/{person}/today`. Every answer that is no success is a problem document (RFC 9457) with a stable code.
//!
//! Modes: [`Access::Single`] serves one person without an account and refuses every name but this machine's own.

mod doors;
mod page;
mod problem;
mod routes;
mod state;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use coxa_store::Journals;

pub use problem::{CODES, Problem};
pub use state::{Access, State};

/// Why the server could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be taken.
    #[error("cannot listen on {address}: {detail}; is something else running there? choose another with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        detail: String,
    },
    /// Without accounts, only this machine may reach it.
    #[error("{address} can be reached from other machines, which needs accounts; listen on 127.0.0.1")]
    NeedsAccounts {
        /// The address.
        address: SocketAddr,
    },
    /// The connection loop failed.
    #[error("the server stopped: {detail}; this is a fault of coxa or of the machine")]
    Stopped {
        /// What the system said.
        detail: String,
    },
}

/// Everything the server answers, ready for a socket or for a test without one.
pub fn router(state: Arc<State>) -> Router {
    doors::guarded(routes::all(state.clone()).merge(page::routes()), state)
}

impl ServeError {
    /// The stable code, one of [`CODES`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ServeError::Listen { .. } => "server.listen",
            ServeError::NeedsAccounts { .. } => "server.needs_accounts",
            ServeError::Stopped { .. } => "server.stopped",
        }
    }
}

/// A listening server.
#[derive(Debug)]
pub struct Listening {
    listener: tokio::net::TcpListener,
    address: SocketAddr,
}

impl Listening {
    /// Takes the address; port 0 takes any free one.
    ///
    /// # Errors
    /// It is taken, or can be reached from other machines although there are no accounts.
    pub async fn on(address: SocketAddr) -> Result<Listening, ServeError> {
        if !address.ip().is_loopback() {
            return Err(ServeError::NeedsAccounts { address });
        }
        let failed = |error: std::io::Error| ServeError::Listen { address, detail: error.to_string() };
        let listener = tokio::net::TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Listening { listener, address })
    }

    /// The address taken.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` ends, then finishes the requests under way.
    ///
    /// # Errors
    /// The connection loop failed.
    pub async fn serve(
        self,
        journals: Arc<dyn Journals>,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let state = Arc::new(State::new(journals, Access::Single { address: self.address }));
        let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(self.listener, service)
            .with_graceful_shutdown(stop)
            .await
            .map_err(|error| ServeError::Stopped { detail: error.to_string() })
    }
}

/// Ends when the system asks the program to stop: Ctrl-C, or SIGTERM where there is one.
pub async fn asked_to_stop() {
    let interrupted = async {
        // Without a handler the default stays: the process ends at once, and the store bears that.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}

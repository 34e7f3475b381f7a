//! A way in for programs that do not run async code themselves.

use std::future::Future;

use crate::StoreError;

/// Runs `future` to its end on this thread.
///
/// Open, use and close a store inside *one* call: an open store belongs to the call that opened it.
///
/// Errors with [`StoreError::Engine`] when the runtime cannot start. Must not be called from async code.
pub fn block_on<T>(future: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| StoreError::Engine { detail: error.to_string() })?.block_on(future)
}

//! coxa-store

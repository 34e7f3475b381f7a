//! coxa-formats

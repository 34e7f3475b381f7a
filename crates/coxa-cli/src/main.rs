//! The coxa command.

fn main() {}

//! The `parscope` program.

fn main() {}

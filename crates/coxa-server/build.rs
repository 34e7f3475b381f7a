//! The page lies inside the program, so a new page is a new program.

fn main() {
    println!("cargo::rerun-if-changed=../../web/dist");
}

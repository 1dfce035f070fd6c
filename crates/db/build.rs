//! Has the crate built anew when a migration is added, because they are embedded.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}

//! Has the server built anew when the dashboard's bundle changed, because it is embedded. Not in a debug
//! build, which reads the files when they are asked for.

fn main() {
    let release = std::env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    let watched = if release { "../admin-ui/dist" } else { "build.rs" };
    println!("cargo:rerun-if-changed={watched}");
}

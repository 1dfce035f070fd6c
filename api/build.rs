//! Has the server built anew when the dashboard's bundle changed, because it is embedded.

fn main() {
    println!("cargo:rerun-if-changed=../admin-ui/dist");
}

//! The program: reads the command line, starts what the library built.

fn main() -> std::process::ExitCode {
    patron_api::commands::run()
}

use crate::config::Config;
pub async fn run(_c: Config) -> Result<std::process::ExitCode, String> { Ok(std::process::ExitCode::SUCCESS) }

use crate::config::Config;
#[derive(clap::Args)]
pub struct Args {}
pub async fn run(_c: Config, _a: Args) -> Result<(), String> { Ok(()) }
pub async fn prepare_shop(_r:&crate::startup::Ready,_d:&std::path::Path,_u:&str)->Result<(),String>{Ok(())}

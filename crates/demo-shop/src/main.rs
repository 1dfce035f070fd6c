//! A plain storefront on an origin of its own, as a shop's developer would write it.
//!
//! The page (`page/`) speaks to Patron straight from the browser with the publishable key: sign up, log
//! in, one's own profile, consent. Buying goes through the shop's own server route, which holds the secret
//! key and knows the prices. What belongs here: what a storefront needs to show Patron at work. What does
//! not: anything Patron itself needs.

mod catalogue;
mod checkout;
mod page;
mod settings;

use actix_web::{App, HttpServer, web};
use clap::Parser;
use settings::{Args, Settings};

#[actix_web::main]
async fn main() -> std::process::ExitCode {
    match run(Args::parse()).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("demo-shop: {message}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), String> {
    let port = args.port;
    let settings = web::Data::new(Settings::load(args)?);
    let server = HttpServer::new(move || {
        App::new().app_data(settings.clone()).configure(page::routes).configure(checkout::routes)
    })
    .workers(1)
    .bind(("127.0.0.1", port))
    .map_err(|e| format!("port {port} can't be used ({e}); choose another with --port"))?;
    for address in server.addrs() {
        println!("listening on http://{address}");
    }
    server.run().await.map_err(|e| e.to_string())
}

//! `patron serve`.

use crate::{
    app,
    commands::watch::Watched,
    config::{Config, TrackingConfig, http::Network},
    device::Devices,
    exports,
    extract::KnownKeys,
    import::jobs,
    ingest::Writer,
    pace::InFlight,
    passwords::Passwords,
    startup::{self, FirstStart, Private, Ready},
    state::AppState,
    stats::{live::Live, prepared},
    tokens::Tokens,
    visitors::Visitors,
    wake::Wake,
};
use actix_web::web::Data;
use chrono::Duration;
use patron_db::{ingest, ingest_health, shop, signing_keys, stats, throttle};
use patron_domain::clock::Clock;
use std::{net::TcpListener, time::Instant};

/// Options of `serve`.
#[derive(clap::Args)]
pub struct Args {
    /// Port to listen on; 0 takes any
    #[arg(long)]
    pub port: Option<u16>,
    /// Address to listen on
    #[arg(long)]
    pub host: Option<String>,
    /// Load a small fictional data set at the first start and prepare the demo shop's keys
    #[arg(long)]
    pub demo: bool,
}

/// Serves until it is told to stop.
pub async fn run(config: Config, args: Args) -> Result<(), String> {
    let started = Instant::now();
    // the port and the files first: what is wrong with them is told before anything is started
    let listener = listen(&config)?;
    let visitors = Visitors::new(&config.tracking)?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let mut ready = startup::open(&config, Private::Own).await?;
    startup::check_schema(&ready).await?;
    let first = if ready.private { Some(startup::first_start(&ready).await?) } else { None };
    let public_url = config.http.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    if args.demo {
        super::demo_data::prepare_shop(&ready, &config.data_dir()?, &public_url).await?;
    }
    let state = Data::new(build_state(&config, &ready, &public_url, visitors).await?);
    prepare_months(&state).await?;
    warm_up();
    let pruning = actix_web::rt::spawn(prune(state.clone(), config.tracking.clone()));
    let importing = actix_web::rt::spawn(jobs::work(state.clone()));
    let exporting = actix_web::rt::spawn(exports::jobs::work(state.clone()));
    let finding = actix_web::rt::spawn(crate::merges::finder::run(state.clone()));
    let preparing = actix_web::rt::spawn(prepared::background::run(state.clone()));
    let counting = actix_web::rt::spawn(crate::segments::background::run(state.clone()));
    let ending = actix_web::rt::spawn(end_streams(state.clone()));
    let cluster = ready.cluster.take().map(Watched::new);
    let server = app::server(listener, state, &config).map_err(|e| e.to_string())?;
    announce(&format!("http://{address}"), &public_url, first.as_ref(), started);
    let served = server.await.map_err(|e| e.to_string());
    pruning.abort();
    finding.abort();
    preparing.abort();
    counting.abort();
    ending.abort();
    importing.abort();
    exporting.abort();
    let finished = ready.finish().await;
    match cluster {
        Some(cluster) => served.and(finished).and(cluster.stop().await),
        None => served.and(finished),
    }
}

fn listen(config: &Config) -> Result<TcpListener, String> {
    let (host, port) = (&config.http.host, config.http.port);
    TcpListener::bind((host.as_str(), port)).map_err(|e| match e.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "port {port} on {host} is busy: another program listens there. Stop it, or choose another port with \
             --port {}",
            port.wrapping_add(1).max(1024)
        ),
        _ => format!("can't listen on {host} port {port}: {e}"),
    })
}

async fn build_state(
    config: &Config,
    ready: &Ready,
    public_url: &str,
    visitors: Visitors,
) -> Result<AppState, String> {
    let text = |e: patron_db::Error| e.to_string();
    let mut conn = ready.db.staff.acquire().await.map_err(text)?;
    let shop = shop::get(&mut conn)
        .await
        .map_err(text)?
        .ok_or("the shop's settings are missing: run `patron migrate`")?;
    let keys = signing_keys::all(&mut conn, &ready.keyring).await.map_err(|e| {
        format!("{e}\nThe keyring does not fit this database. Bring back the one it was made with.")
    })?;
    Ok(AppState {
        db: ready.db.clone(),
        clock: Clock::system(),
        shop: shop.clone(),
        answers: crate::stats::recent::Answers::default(),
        tokens: Tokens::new(&keys, public_url)?,
        passwords: Passwords::new(config.auth.hash_threads, config.auth.hash_queue)
            .map_err(|e| e.to_string())?,
        keys: KnownKeys::default(),
        in_flight: InFlight::default(),
        imports: Wake::default(),
        exports: Wake::default(),
        ingest: Writer::start(ready.db.staff.clone(), shop, Clock::system()),
        live: Live::default(),
        prepared: Wake::default(),
        public_url: config.http.public_url.clone(),
        visitors,
        devices: Devices::default(),
        auth: config.auth.clone(),
        trusted_proxies: config.http.trusted_proxies.iter().filter_map(|p| Network::parse(p)).collect(),
        secure_cookies: public_url.starts_with("https://"),
        dashboard_origins: config.http.dashboard_origins.clone(),
    })
}

/// This month's and the next's login partitions.
async fn prepare_months(state: &AppState) -> Result<(), String> {
    let now = state.now();
    for at in [now, now + Duration::days(31)] {
        state.db.staff.ensure_login_month(at).await.map_err(|e| e.to_string())?;
        state.db.staff.ensure_event_month(at).await.map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// Ends the live streams when the process is told to stop: the server would wait ten seconds for them.
async fn end_streams(state: Data<AppState>) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut told) => {
                told.recv().await;
                state.live.end();
            }
            Err(cause) => tracing::warn!(%cause, "open live streams will delay the end"),
        }
    }
    // elsewhere the server ends at once
    #[cfg(not(unix))]
    drop(state);
}

/// Loads what the first request would otherwise wait for; the patterns of user agents are not among it, because they
/// take more memory than everything else of a server at rest.
fn warm_up() {
    std::thread::spawn(|| patron_domain::phone::Phone::parse("+919876543210", "IN"));
}

/// Now and every ten minutes: rollups are put together, old throttle windows, message ids and events that nobody came
/// for go, the coming month's partition is made.
async fn prune(state: Data<AppState>, kept: TrackingConfig) {
    let window = Duration::seconds(state.auth.throttle_window_seconds);
    let (messages, waiting) = (Duration::days(kept.message_id_days), Duration::days(kept.waiting_days));
    loop {
        let done = async {
            let mut conn = state.db.staff.acquire().await?;
            for slots in stats::SLOT_GROUPS {
                stats::compact(&mut conn, slots).await?;
            }
            throttle::prune(&mut conn, window, messages, state.now()).await?;
            ingest::prune(&mut conn, state.now() - waiting).await?;
            ingest_health::prune(&mut conn, state.now()).await?;
            let coming = state.now() + Duration::days(31);
            state.db.staff.ensure_event_month(coming).await?;
            state.db.staff.ensure_login_month(coming).await
        };
        if let Err(cause) = done.await {
            tracing::warn!(%cause, "housekeeping will be tried again");
        }
        actix_web::rt::time::sleep(std::time::Duration::from_secs(600)).await;
    }
}

fn announce(local: &str, url: &str, first: Option<&FirstStart>, started: Instant) {
    println!("listening on {local}");
    println!("  dashboard  {url}/admin");
    println!("  API docs   {url}/docs");
    let (owner, keys) = first.map_or((None, None), |f| (f.owner.as_ref(), f.keys.as_ref()));
    if owner.is_some() || keys.is_some() {
        println!("\nFirst start. These are shown once; keep them:");
    }
    if let Some((email, password)) = owner {
        println!("  owner's email     {email}");
        println!("  owner's password  {password}");
    }
    if let Some((publishable, secret)) = keys {
        println!("  publishable key   {publishable}   (for the shop's pages)");
        println!("  secret key        {secret}   (for the shop's server)");
    }
    if owner.is_some() {
        println!("A lost password is set anew by: patron create-admin --reset");
    }
    tracing::info!(millis = started.elapsed().as_millis(), "ready");
}

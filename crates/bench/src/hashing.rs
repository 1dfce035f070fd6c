//! Password logins against the bare hash function.

use crate::{Bench, Failure, http::Load, shop::Server, table::Goal};
use argon2::{Algorithm, Argon2, Params, Version};
use std::{
    thread,
    time::{Duration, Instant},
};

/// Customers who sign in at once.
const CONNECTIONS: usize = 32;
/// Requests a second for numbers meanwhile.
const LOOKS: f64 = 10.0;

/// Logins of the ten who can, while somebody looks at the overview.
pub async fn logins(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let emails = accounts(bench).await?;
    let (key, secret, password) = (&bench.shop.publishable, bench.shop.secret.clone(), &bench.shop.password);
    let make = |rng: &mut fastrand::Rng| {
        let email = &emails[rng.usize(..emails.len())];
        let body = format!(r#"{{"email":"{email}","password":"{password}"}}"#);
        server.target.post("/auth/v1/token?grant_type=password", &[("apikey", key)], body)
    };
    server.target.load(Load::full(CONNECTIONS, bench.time / 4), make).await?.good()?;
    // turn by turn, and the middle one of three, so that what else the machine does meets both
    let (mut rounds, mut slowest) = (Vec::new(), 0.0f64);
    for _ in 0..3 {
        let bare = bare(bench.time / 2)?;
        let look = Load { connections: 1, time: bench.time / 2, pace: Some(LOOKS) };
        let look = server.target.load(look, |_| server.target.get("/api/v1/stats/overview", &secret));
        let logins = server.target.load(Load::full(CONNECTIONS, bench.time / 2), make);
        let (logins, look) = futures_util::future::try_join(logins, look).await?;
        rounds.push((logins.good()?.rate(), bare));
        slowest = slowest.max(look.good()?.millis(0.99));
    }
    rounds.sort_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)));
    let (logins, bare) = rounds[1];
    bench.table.ratio("password logins against bare argon2id", logins, "/s", bare, Goal::AtLeast(0.9));
    bench.table.figure("overview meanwhile, p99", slowest, "ms", Goal::AtMost(100.0));
    Ok(())
}

/// The people with accounts.
pub async fn accounts(bench: &Bench) -> Result<Vec<String>, Failure> {
    let mut conn = bench.shop.connect().await?;
    let sql = "select email from users where email like '%@example.com' order by email";
    sqlx::query_scalar(sql).fetch_all(&mut conn).await.map_err(|e| Failure::of("find the accounts", e))
}

/// Hashes a second on all cores by the function alone, with the server's parameters (19 MiB, two passes, one lane).
fn bare(time: Duration) -> Result<f64, Failure> {
    let failed = |e| Failure::of("hash a password", e);
    let cores = thread::available_parallelism().map_or(2, usize::from);
    let params = Params::new(19 * 1024, 2, 1, None).map_err(failed)?;
    let begin = Instant::now();
    let threads: Vec<_> = (0..cores)
        .map(|_| {
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
            thread::spawn(move || {
                let (mut hashes, mut out) = (0u32, [0; 32]);
                while begin.elapsed() < time {
                    argon2.hash_password_into(
                        b"correct horse battery staple",
                        b"sixteen bytes ok",
                        &mut out,
                    )?;
                    hashes += 1;
                }
                Ok::<_, argon2::Error>(hashes)
            })
        })
        .collect();
    let mut all = 0;
    for thread in threads {
        let hashes = thread.join().map_err(|_| Failure("a hashing thread panicked".into()))?;
        all += hashes.map_err(failed)?;
    }
    Ok(f64::from(all) / begin.elapsed().as_secs_f64())
}

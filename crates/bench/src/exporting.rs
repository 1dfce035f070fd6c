//! Exports against `COPY … TO STDOUT (FORMAT csv)` by `psql`.

use crate::{
    Bench, Failure, hashing,
    http::{Load, Sample, Target},
    reading,
    shop::{Server, Shop},
    table::Goal,
};
use http_body_util::BodyExt as _;
use std::{
    io::Read as _,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// The nine columns.
pub const NINE: &str = "email, full_name, mobile_e164, signup_date, last_login_at, login_count, total_orders, total_spent, status";
/// Without phones.
pub const EIGHT: &str =
    "email, full_name, signup_date, last_login_at, login_count, total_orders, total_spent, status";
/// The same as a query names them.
pub const EIGHT_NAMES: &str =
    "email,full_name,signup_date,last_login,login_count,total_orders,total_spent,status";

/// An export as it was read.
pub struct Read {
    /// When it began to come.
    pub first_byte: Duration,
    /// People.
    pub rows: u64,
    seconds: f64,
}

impl Read {
    /// Rows a second.
    pub fn rate(&self) -> f64 {
        self.rows as f64 / self.seconds
    }
}

/// Reads an export to its end.
pub async fn read(target: Target, path: &str, token: &str) -> Result<Read, Failure> {
    let mut sender = target.connect().await?;
    let begin = Instant::now();
    let broken = |e: hyper::Error| Failure::of("read the export", e);
    let mut response = sender.send_request(target.get(path, token)?).await.map_err(broken)?;
    if response.status() != 200 {
        return Err(Failure(format!("{path}: {}", response.status())));
    }
    let (mut first_byte, mut lines) = (None, 0);
    while let Some(frame) = response.frame().await {
        let frame = frame.map_err(broken)?;
        let Some(bytes) = frame.data_ref() else { continue };
        lines += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        // the header is sent at once, whatever the rows take
        if lines >= 2 {
            first_byte.get_or_insert_with(|| begin.elapsed());
        }
    }
    let first_byte = first_byte.ok_or_else(|| Failure("the export is empty".into()))?;
    // the header is none
    Ok(Read { first_byte, rows: lines.saturating_sub(1), seconds: begin.elapsed().as_secs_f64() })
}

/// What `psql` copies of a query.
pub fn copy(shop: &Shop, select: &str) -> Result<Read, Failure> {
    let mut command = Command::new(shop.cluster.bin_dir().join("psql"));
    command
        .args(["-X", "-q", "-c"])
        .arg(format!("copy ({select}) to stdout (format csv)"))
        .stdout(Stdio::piped());
    for (variable, value) in shop.connection() {
        command.env(variable, value);
    }
    let failed = |e| Failure::of("run psql", e);
    let begin = Instant::now();
    let mut child = command.spawn().map_err(failed)?;
    let mut out = child.stdout.take().ok_or_else(|| Failure("psql has no output".into()))?;
    let (mut buffer, mut rows, mut first_byte) = (vec![0; 256 * 1024], 0, None);
    loop {
        let read = out.read(&mut buffer).map_err(failed)?;
        if read == 0 {
            break;
        }
        first_byte.get_or_insert_with(|| begin.elapsed());
        rows += buffer[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
    }
    if !child.wait().map_err(failed)?.success() {
        return Err(Failure("psql failed".into()));
    }
    Ok(Read { first_byte: first_byte.unwrap_or_default(), rows, seconds: begin.elapsed().as_secs_f64() })
}

/// All consented customers, with and without phones; the best of three, turn by turn.
pub async fn export(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let before = server.memory()?;
    let mut most: f64 = before;
    for (name, columns, query, goal) in [
        ("export without sealed fields", EIGHT, format!("?columns={EIGHT_NAMES}"), 0.7),
        ("export with phones", NINE, String::new(), 0.5),
    ] {
        let path = format!("/api/v1/exports/customers.csv{query}");
        let select = format!(
            "select {columns} from customer_profiles where status = 'active' and email_consent = 'SUBSCRIBED'"
        );
        let (mut ours, mut theirs, mut first) = (0.0f64, 0.0f64, f64::MAX);
        for _ in 0..3 {
            let plain = copy(&bench.shop, &select)?;
            let export = read(server.target, &path, &bench.shop.secret).await?;
            if plain.rows != export.rows {
                return Err(Failure(format!("{name}: {} rows, psql {}", export.rows, plain.rows)));
            }
            theirs = theirs.max(plain.rate());
            ours = ours.max(export.rate());
            first = first.min(export.first_byte.as_secs_f64() * 1000.0);
            most = most.max(server.memory()?);
        }
        bench.table.ratio(name, ours, "rows/s", theirs, Goal::AtLeast(goal));
        bench.table.figure(&format!("{name}, first byte"), first, "ms", Goal::AtMost(300.0));
    }
    bench.table.figure("memory that exports add", (most - before).max(0.0), "MiB", Goal::AtMost(30.0));
    Ok(())
}

/// Lists and password logins while one export after the other runs, against the same without.
pub async fn meanwhile(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let usual = lists_and_logins(bench, server).await?;
    let path = "/api/v1/exports/customers.csv";
    let exports = async {
        loop {
            read(server.target, path, &bench.shop.secret).await?;
        }
        #[expect(unreachable_code, reason = "tells the type of the loop that only ends by an error")]
        Ok::<(), Failure>(())
    };
    let busy = tokio::select! {
        busy = lists_and_logins(bench, server) => busy?,
        ended = exports => {
            ended?;
            return Err(Failure("the exports ended".into()));
        }
    };
    for (name, busy, usual) in [("lists", &busy.0, &usual.0), ("password logins", &busy.1, &usual.1)] {
        let name = format!("{name} during exports, p99");
        bench.table.ratio(&name, busy.millis(0.99), "ms", usual.millis(0.99), Goal::AtMostTimes(2.0));
    }
    Ok(())
}

/// A busy shop's dashboard and doors: 16 lists and 4 logins at a time, a third of what the machine can.
async fn lists_and_logins(bench: &Bench, server: &Server) -> Result<(Sample, Sample), Failure> {
    let emails = hashing::accounts(bench).await?;
    let (key, secret, password) = (&bench.shop.publishable, &bench.shop.secret, &bench.shop.password);
    let lists = Load { connections: 16, time: bench.time, pace: Some(20.0) };
    let lists = server.target.load(lists, |_| server.target.get(reading::LIST, secret));
    let logins = Load { connections: 4, time: bench.time, pace: Some(3.0) };
    let logins = server.target.load(logins, |rng| {
        let email = &emails[rng.usize(..emails.len())];
        let body = format!(r#"{{"email":"{email}","password":"{password}"}}"#);
        server.target.post("/auth/v1/token?grant_type=password", &[("apikey", key)], body)
    });
    let (lists, logins) = futures_util::future::try_join(lists, logins).await?;
    Ok((lists.good()?, logins.good()?))
}

//! Load over HTTP: connections that stay open and send one request after the other.

use crate::Failure;
use bytes::Bytes;
use futures_util::future;
use hdrhistogram::Histogram;
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response,
    client::conn::http1::{self, SendRequest},
    header,
};
use hyper_util::rt::TokioIo;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::net::TcpStream;

/// A request that can be sent.
pub type Call = Request<Full<Bytes>>;

/// How hard.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Open connections.
    pub connections: usize,
    /// For how long.
    pub time: Duration,
    /// Requests a second of each connection; as many as it can when absent. Latency then counts from the moment at
    /// which a request was due, so that a stall is not hidden by the requests it keeps from being sent.
    pub pace: Option<f64>,
}

impl Load {
    /// As fast as they can.
    pub const fn full(connections: usize, time: Duration) -> Self {
        Self { connections, time, pace: None }
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Sample {
    /// Good answers.
    pub answers: u64,
    /// Other answers, and the first of them.
    pub failures: u64,
    /// What the first failure said.
    pub first_failure: Option<String>,
    /// How long it took.
    pub seconds: f64,
    /// Microseconds of each good answer.
    pub micros: Histogram<u64>,
}

impl Sample {
    fn empty() -> Result<Self, Failure> {
        let micros = Histogram::new(3).map_err(|e| Failure::of("make a histogram", e))?;
        Ok(Self { answers: 0, failures: 0, first_failure: None, seconds: 0.0, micros })
    }

    /// Good answers a second.
    pub fn rate(&self) -> f64 {
        self.answers as f64 / self.seconds.max(1e-9)
    }

    /// Milliseconds within which this share of the answers came.
    pub fn millis(&self, quantile: f64) -> f64 {
        self.micros.value_at_quantile(quantile) as f64 / 1000.0
    }

    /// An error when a request failed: a figure of failures is none.
    pub fn good(self) -> Result<Self, Failure> {
        match &self.first_failure {
            Some(why) => Err(Failure(format!(
                "{} of {} requests failed: {why}",
                self.failures,
                self.answers + self.failures
            ))),
            None => Ok(self),
        }
    }

    fn add(&mut self, other: &Self) -> Result<(), Failure> {
        self.answers += other.answers;
        self.failures += other.failures;
        self.first_failure = self.first_failure.take().or_else(|| other.first_failure.clone());
        self.seconds = self.seconds.max(other.seconds);
        self.micros.add(&other.micros).map_err(|e| Failure::of("add up times", e))
    }
}

/// A server.
#[derive(Debug, Clone, Copy)]
pub struct Target(pub SocketAddr);

impl Target {
    /// A GET with a bearer token.
    pub fn get(self, path: &str, token: &str) -> Result<Call, Failure> {
        self.call("GET", path, &[("authorization", &format!("Bearer {token}"))], String::new())
    }

    /// A POST of JSON with these headers.
    pub fn post(self, path: &str, headers: &[(&str, &str)], body: String) -> Result<Call, Failure> {
        self.call("POST", path, headers, body)
    }

    fn call(self, method: &str, path: &str, headers: &[(&str, &str)], body: String) -> Result<Call, Failure> {
        let mut request =
            Request::builder().method(method).uri(path).header(header::HOST, self.0.to_string());
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Full::new(body.into())).map_err(|e| Failure::of("make a request", e))
    }

    /// Opens a connection.
    pub async fn connect(self) -> Result<SendRequest<Full<Bytes>>, Failure> {
        let stream = TcpStream::connect(self.0).await.map_err(|e| Failure::of("connect to the server", e))?;
        // small requests must not wait for company
        stream.set_nodelay(true).map_err(|e| Failure::of("connect to the server", e))?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|e| Failure::of("connect to the server", e))?;
        tokio::spawn(connection);
        Ok(sender)
    }

    /// Sends one request on a connection of its own and gives status and body.
    pub async fn ask(self, call: Call) -> Result<(u16, Bytes), Failure> {
        answer(&mut self.connect().await?, call).await
    }

    /// Puts load on the server; `make` makes the requests.
    pub async fn load(
        self,
        load: Load,
        make: impl Fn(&mut fastrand::Rng) -> Result<Call, Failure>,
    ) -> Result<Sample, Failure> {
        self.load_until(load, || false, make).await
    }

    /// As [`Self::load`], and no longer than until it is over: for a load beside something that ends by itself.
    pub async fn load_until(
        self,
        load: Load,
        over: impl Fn() -> bool,
        make: impl Fn(&mut fastrand::Rng) -> Result<Call, Failure>,
    ) -> Result<Sample, Failure> {
        let one = |n: usize| self.one(load, fastrand::Rng::with_seed(n as u64 + 1), &over, &make);
        let all = future::try_join_all((0..load.connections).map(one)).await?;
        let mut sum = Sample::empty()?;
        all.iter().try_for_each(|sample| sum.add(sample))?;
        Ok(sum)
    }

    async fn one(
        self,
        load: Load,
        mut rng: fastrand::Rng,
        over: &impl Fn() -> bool,
        make: &impl Fn(&mut fastrand::Rng) -> Result<Call, Failure>,
    ) -> Result<Sample, Failure> {
        let mut sender = self.connect().await?;
        let mut sample = Sample::empty()?;
        let begin = Instant::now();
        let gap = load.pace.map(|pace| Duration::from_secs_f64(1.0 / pace));
        // not all at the same moment
        let mut due = begin + gap.map_or(Duration::ZERO, |gap| gap.mul_f64(rng.f64()));
        while begin.elapsed() < load.time && !over() {
            let call = make(&mut rng)?;
            let sent = match gap {
                None => Instant::now(),
                Some(gap) => {
                    tokio::time::sleep_until(due.into()).await;
                    let sent = due;
                    due += gap;
                    sent
                }
            };
            match answer(&mut sender, call).await {
                Ok((200..=299, _)) => {
                    sample.answers += 1;
                    let micros = sent.elapsed().as_micros() as u64;
                    sample.micros.record(micros).map_err(|e| Failure::of("record a time", e))?;
                }
                Ok((status, body)) => {
                    sample.failures += 1;
                    let text = String::from_utf8_lossy(&body).into_owned();
                    sample.first_failure.get_or_insert(format!("{status} {text}"));
                }
                Err(Failure(why)) => {
                    sample.failures += 1;
                    sample.first_failure.get_or_insert(why);
                    sender = self.connect().await?;
                }
            }
        }
        sample.seconds = begin.elapsed().as_secs_f64();
        Ok(sample)
    }
}

/// Sends a request and reads the whole answer.
pub async fn answer(sender: &mut SendRequest<Full<Bytes>>, call: Call) -> Result<(u16, Bytes), Failure> {
    let response = exchange(sender, call).await?;
    Ok((response.status().as_u16(), response.into_body()))
}

/// Sends a request and reads the whole answer, for who needs its headers too.
pub async fn exchange(sender: &mut SendRequest<Full<Bytes>>, call: Call) -> Result<Response<Bytes>, Failure> {
    let broken = |e: hyper::Error| Failure::of("ask the server", e);
    sender.ready().await.map_err(broken)?;
    let (head, body) = sender.send_request(call).await.map_err(broken)?.into_parts();
    let body = body.collect().await.map_err(broken)?.to_bytes();
    Ok(Response::from_parts(head, body))
}

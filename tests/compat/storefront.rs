//! A storefront's page on an origin of its own, with Segment's library for browsers.

use crate::tracker;
use patron_tests::App;
use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

/// The library's one file, as npm gives it.
const LIBRARY: &str = "node_modules/@segment/analytics-next/dist/umd/index.js";

struct Site {
    page: Vec<u8>,
    library: Vec<u8>,
    policy: String,
}

/// Where the page is. It is served until the test program ends.
#[derive(Debug)]
pub struct Storefront {
    pub origin: String,
}

impl Storefront {
    /// Opens one whose page has this write key.
    pub fn open(app: &App, key: &str) -> Self {
        let page = fs::read_to_string(tracker::file("page.html")).expect("read the page");
        let page = page.replace("{{patron}}", app.origin()).replace("{{key}}", key).into_bytes();
        let library = fs::read(tracker::packages().join(LIBRARY)).expect("read the library");
        // Any other host is refused by the browser, and the page writes it down.
        let policy =
            format!("default-src 'self' 'unsafe-inline'; img-src data:; connect-src {}", app.origin());
        let site = Arc::new(Site { page, library, policy });
        let listener = TcpListener::bind("127.0.0.1:0").expect("take a port");
        let origin = format!("http://{}", listener.local_addr().expect("know the port"));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let site = Arc::clone(&site);
                // A browser opens connections ahead of need: none may hold up the others.
                thread::spawn(move || site.answer(stream));
            }
        });
        Self { origin }
    }
}

impl Site {
    /// Answers one request. A browser that went away is no failure.
    fn answer(&self, mut stream: TcpStream) -> Option<()> {
        stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(Result::ok);
        let request = lines.next()?;
        lines.find(String::is_empty)?;
        let path = request.split(['?', ' ']).nth(1)?;
        let (status, kind, body) = match path {
            "/" => ("200 OK", "text/html; charset=utf-8", self.page.as_slice()),
            "/analytics.js" => ("200 OK", "text/javascript; charset=utf-8", self.library.as_slice()),
            _ => ("404 Not Found", "text/plain", b"not here".as_slice()),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\
             content-security-policy: {}\r\n\r\n",
            body.len(),
            self.policy
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(body).ok()
    }
}

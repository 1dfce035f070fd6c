//! Asks the server whether it is ready.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(1);

/// Whether `GET /health/ready` on 127.0.0.1 answers with status 200 within a second.
pub fn is_ready(port: u16) -> bool {
    status_line(port).is_ok_and(|line| line.split_whitespace().nth(1) == Some("200"))
}

fn status_line(port: u16) -> std::io::Result<String> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    let request =
        format!("GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut begin = [0; 64];
    let length = stream.read(&mut begin)?;
    Ok(String::from_utf8_lossy(&begin[..length]).lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    fn answer_once(answer: &'static str) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 512]).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        port
    }

    #[test]
    fn only_200_is_ready() {
        assert!(is_ready(answer_once("HTTP/1.1 200 OK\r\n\r\n")));
        assert!(!is_ready(answer_once("HTTP/1.1 503 Service Unavailable\r\n\r\n")));
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert!(!is_ready(closed));
    }
}

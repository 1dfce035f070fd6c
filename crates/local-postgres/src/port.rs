//! A port of its own for each cluster, kept over restarts.

use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use crate::error::Error;
use crate::layout::Layout;

/// Below what systems hand out to outgoing connections (32768 and up on Linux), so that it stays free.
const LOW: u16 = 20_000;
const HIGH: u16 = 31_999;
const ATTEMPTS: usize = 200;

/// The stored port when it is free, else a new one, which is then stored.
pub(crate) fn choose(layout: &Layout) -> Result<u16, Error> {
    if let Some(port) = stored(layout).filter(|port| is_free(*port)) {
        return Ok(port);
    }
    let port = random_free()?;
    let path = layout.port_file();
    fs::write(&path, format!("{port}\n")).map_err(Error::io("write", &path))?;
    Ok(port)
}

/// Forgets the stored port, after it was found busy at the last moment.
pub(crate) fn forget(layout: &Layout) -> Result<(), Error> {
    let path = layout.port_file();
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io("remove", &path)(error)),
        _ => Ok(()),
    }
}

fn stored(layout: &Layout) -> Option<u16> {
    fs::read_to_string(layout.port_file()).ok()?.trim().parse().ok()
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn random_free() -> Result<u16, Error> {
    for _ in 0..ATTEMPTS {
        let mut bytes = [0; 2];
        getrandom::fill(&mut bytes).map_err(Error::Random)?;
        let port = LOW + u16::from_ne_bytes(bytes) % (HIGH - LOW + 1);
        if is_free(port) {
            return Ok(port);
        }
    }
    Err(Error::NoPort { low: LOW, high: HIGH })
}

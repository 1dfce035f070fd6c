//! Joining a cluster that another process of the same data directory runs.

use crate::{cluster::Cluster, error::Error, layout::Layout, options::SUPERUSER};
use std::{fs, net::TcpStream, path::Path, time::Duration};

/// The superuser's URL for `database` of the cluster that runs in `data_dir` under another process; `None`
/// when none runs there. Needs the right to read the cluster's password file.
///
/// # Errors
/// [`Error::Io`] when the password file can't be read.
pub fn running_url(data_dir: &Path, database: &str) -> Result<Option<String>, Error> {
    let Some(layout) = Layout::existing(data_dir) else { return Ok(None) };
    let Ok(port) = fs::read_to_string(layout.port_file()) else { return Ok(None) };
    let Ok(port) = port.trim().parse::<u16>() else { return Ok(None) };
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], port));
    if TcpStream::connect_timeout(&address, Duration::from_secs(2)).is_err() {
        return Ok(None);
    }
    let password = crate::cluster::read_password(&layout)?;
    Ok(Some(Cluster::url(port, SUPERUSER, &password, database)))
}

//! A private PostgreSQL: found, initialised, started, adopted and stopped by the program that needs it.
//!
//! The cluster lives in `<data_dir>/postgres`, listens on 127.0.0.1 and a unix socket only, on a port of its
//! own, and runs as the calling user or, because PostgreSQL refuses root, as an unprivileged one when root
//! calls. Nothing here deletes a cluster that was finished; only [`mod@test`] starts with a fresh one.
//!
//! ```no_run
//! use local_postgres::{Cluster, Options, default_data_dir};
//! let cluster = Cluster::start(Options::new(default_data_dir()?))?;
//! println!("{}", cluster.superuser_url("postgres"));
//! # Ok::<(), local_postgres::Error>(())
//! ```

mod account;
mod client;
mod cluster;
mod env;
mod error;
mod find;
mod initdb;
mod kill;
mod launch;
mod layout;
mod lock;
mod log_file;
mod memory;
mod options;
mod port;
mod postmaster;
mod running;
mod settings;
pub mod test;
mod tools;

pub use cluster::Cluster;
pub use error::Error;
pub use find::{Binaries, find_binaries};
pub use kill::kill_running;
pub use options::{Options, SUPERUSER, default_data_dir};
pub use running::running_url;

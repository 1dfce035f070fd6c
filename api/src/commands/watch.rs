//! Keeps the private PostgreSQL running while the server does: one that was killed is started again, and what
//! it had acknowledged is there (PostgreSQL's own recovery). Meanwhile requests get 503.

use local_postgres::Cluster;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::task::JoinHandle;

const INTERVAL: Duration = Duration::from_secs(1);

/// A cluster under watch.
pub struct Watched {
    cluster: Arc<Mutex<Cluster>>,
    task: JoinHandle<()>,
}

impl Watched {
    /// Begins to watch.
    pub fn new(cluster: Cluster) -> Self {
        let cluster = Arc::new(Mutex::new(cluster));
        let watched = Arc::clone(&cluster);
        let task = tokio::spawn(async move {
            loop {
                tokio::time::sleep(INTERVAL).await;
                let cluster = Arc::clone(&watched);
                // processes are looked at and waited for: not on an async thread
                let looked = tokio::task::spawn_blocking(move || look(&cluster)).await;
                if looked.is_err() {
                    tracing::error!("the watch over PostgreSQL failed");
                }
            }
        });
        Self { cluster, task }
    }

    /// Stops watching, then the cluster.
    ///
    /// # Errors
    /// When it does not stop.
    pub async fn stop(self) -> Result<(), String> {
        self.task.abort();
        let stop = move || self.cluster.lock().unwrap_or_else(PoisonError::into_inner).stop();
        tokio::task::spawn_blocking(stop).await.map_err(|e| e.to_string())?.map_err(|e| e.to_string())
    }
}

fn look(cluster: &Mutex<Cluster>) {
    let mut cluster = cluster.lock().unwrap_or_else(PoisonError::into_inner);
    if cluster.is_running() {
        return;
    }
    tracing::warn!("the private PostgreSQL is gone; starting it again");
    match cluster.restart() {
        Ok(()) => tracing::info!("the private PostgreSQL runs again"),
        Err(cause) => {
            tracing::error!(%cause, "the private PostgreSQL does not start; it will be tried again")
        }
    }
}

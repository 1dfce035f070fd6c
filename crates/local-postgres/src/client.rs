//! Ways into the cluster: URLs, and SQL by `psql`.

use std::path::Path;
use std::process::Command;

use crate::cluster::Cluster;
use crate::error::Error;
use crate::options::SUPERUSER;
use crate::tools::run;

impl Cluster {
    /// A `postgres://` URL of the superuser for `database`. It holds the password: do not print it.
    pub fn superuser_url(&self, database: &str) -> String {
        self.url_for(SUPERUSER, &self.password, database)
    }

    /// A `postgres://` URL of any user for `database`.
    pub fn url_for(&self, user: &str, password: &str, database: &str) -> String {
        Self::url(self.port, user, password, database)
    }

    /// [`Cluster::url_for`] for a server that another process runs.
    pub(crate) fn url(port: u16, user: &str, password: &str, database: &str) -> String {
        let (user, password, database) = (encode(user), encode(password), encode(database));
        format!("postgres://{user}:{password}@127.0.0.1:{port}/{database}")
    }

    /// Runs SQL text as the superuser in `database`; returns the rows, unaligned, one per line.
    ///
    /// # Errors
    /// [`Error::Program`] with psql's message at the first statement that fails.
    pub fn sql(&self, database: &str, sql: &str) -> Result<String, Error> {
        let output = run(self.psql(database).args(["-A", "-t", "-c", sql]))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
    }

    /// Runs a file of SQL in `database` as the superuser, or as `role` after `SET ROLE`.
    ///
    /// # Errors
    /// [`Error::Program`] with psql's message (file and line) at the first statement that fails.
    pub fn run_sql_file(&self, database: &str, role: Option<&str>, file: &Path) -> Result<(), Error> {
        let mut command = self.psql(database);
        if let Some(role) = role {
            command.arg("-c").arg(format!("set role \"{}\"", role.replace('"', "\"\"")));
        }
        run(command.arg("-f").arg(file)).map(|_| ())
    }

    fn psql(&self, database: &str) -> Command {
        let mut command = self.tools.as_caller("psql");
        command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", SUPERUSER]);
        command.arg("-p").arg(self.port.to_string()).arg("-d").arg(database);
        // By the environment: an argument could be read by every user of the machine.
        command.env("PGPASSWORD", &self.password).env("PGCLIENTENCODING", "UTF8");
        command
    }
}

/// Percent-encodes what is not unreserved in a URL.
fn encode(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn encodes_for_urls() {
        assert_eq!(encode("patron_owner-1.x~"), "patron_owner-1.x~");
        assert_eq!(encode("p@ss:w/ö"), "p%40ss%3Aw%2F%C3%B6");
    }
}

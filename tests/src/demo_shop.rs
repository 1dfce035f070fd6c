//! The demo shop, beside an app.

use crate::{
    app::App,
    server::{Listening, program},
};
use std::process::Command;

/// A running demo shop that uses `app`'s keys.
pub struct DemoShop(Listening);

impl DemoShop {
    /// Starts one on a free port.
    pub fn start(app: &App) -> Self {
        let mut command = Command::new(program("PATRON_DEMO_SHOP_BIN", "demo-shop"));
        command.args(["--port", "0", "--patron-url", app.origin()]);
        command.args(["--publishable-key", &app.keys.publishable]);
        // Not an argument: the machine's other users can read those.
        command.env("PATRON_SECRET_KEY", &app.keys.secret);
        Self(Listening::start(command))
    }

    /// Where its page is.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }
}

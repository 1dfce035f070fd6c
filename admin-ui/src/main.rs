//! Patron's dashboard: a single page app at `/admin`.
//!
//! Dependencies go pages → components → format; only pages ask the server, through `remote`.

mod analytics_view;
mod app;
mod beat;
mod browser;
mod chart;
mod components;
mod customer_filter;
mod erased;
mod feed;
mod format;
mod icons;
mod live;
mod pages;
mod parts;
mod remote;
mod routes;
mod session;
mod theme;

fn main() {
    leptos::mount::mount_to_body(app::App);
}

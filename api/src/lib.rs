//! Patron's server and command line.
//!
//! What belongs here: HTTP (routes, extractors, the shape of answers), sign-in, settings, commands. What does
//! not: SQL (`patron-db`), rules (`patron-domain`), wire types (`patron-api-types`).
//!
//! A handler reads as: parse (extractors) → decide (domain) → store (db) → shape (api-types). [`routes`] is the
//! whole route table with who may call what. To add an endpoint: a file in its feature folder, a line in
//! `routes.rs`, a client method, a test, `cargo xtask generate`.

pub mod access_log;
pub mod app;
pub mod auth;
pub mod campaigns;
pub mod commands;
pub mod config;
pub mod customers;
pub mod device;
pub mod error;
pub mod exports;
pub mod extract;
pub mod health;
pub mod import;
pub mod ingest;
pub mod me;
pub mod merges;
pub mod openapi;
pub mod pace;
pub mod passwords;
mod places;
pub mod request_id;
pub mod routes;
pub mod segment;
pub mod segments;
pub mod session;
pub mod shape;
pub mod shop_server;
pub mod startup;
pub mod state;
pub mod stats;
pub mod telemetry;
pub mod tokens;
pub mod ui;
pub mod visitors;
pub mod wake;

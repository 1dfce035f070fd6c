//! crates/api-client

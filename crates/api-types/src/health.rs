//! Whether the server lives and is ready.

crate::wire! {
    /// The server's state.
    pub struct Health {
        /// `ok`.
        #[cfg_attr(feature = "openapi", schema(example = "ok"))]
        pub status: String,
        /// The server's version.
        #[cfg_attr(feature = "openapi", schema(example = "0.1.0"))]
        pub version: String,
        /// The newest migration in the database; only in `/health/ready`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = 20_261_123_000_100_i64))]
        pub schema_version: Option<i64>,
    }
}

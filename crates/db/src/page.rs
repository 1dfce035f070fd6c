//! Paging by key: opaque cursors that hold the sort key of the last row.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

/// The default and the largest page.
pub const LIMIT: (i64, i64) = (50, 200);

/// Makes a cursor of a sort key.
pub fn encode<T: Serialize>(key: &T) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

/// Reads a cursor; `None` when it was not made here or for another list.
pub fn decode<T: DeserializeOwned>(cursor: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}

/// Where a list goes on: `Some(None)` at its beginning, `None` when the cursor doesn't fit.
pub fn resume<T: DeserializeOwned>(cursor: Option<&str>) -> Option<Option<T>> {
    cursor.map_or(Some(None), |text| decode(text).map(Some))
}

/// A page as the store gives it.
#[derive(Debug)]
pub struct Slice<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

impl<T> Slice<T> {
    /// Cuts `rows`, of which one more than `limit` was asked for, and makes the next page's cursor of the
    /// last row that stays.
    pub fn cut<K: Serialize>(mut rows: Vec<T>, limit: i64, key: impl Fn(&T) -> K) -> Self {
        let limit = usize::try_from(limit).unwrap_or(0);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(|r| encode(&key(r))) } else { None };
        Self { items: rows, next }
    }
}

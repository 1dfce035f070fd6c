//! Customers as staff sees them.

pub mod add;
pub mod change;
pub mod get;
pub mod history;
pub mod list;
pub mod query;
pub mod status;
pub mod targeted;
pub mod withdraw;

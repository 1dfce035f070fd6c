//! One folder or file per page. A page file reads as an outline; its parts lie beside it.

pub mod analytics;
pub mod campaign;
pub mod campaigns;
pub mod customer;
pub mod customers;
pub mod duplicates;
pub mod exports;
pub mod import;
pub mod imports;
pub mod ingest;
pub mod login_health;
pub mod more;
pub mod not_found;
pub mod overview;
pub mod segments;
pub mod sign_in;

//! The design system's parts. Pages are made of these; nothing here knows a page or asks the server.

pub mod as_of;
pub mod avatar;
pub mod badge;
pub mod banner;
pub mod customer_table;
pub mod dialog;
pub mod field;
pub mod load;
pub mod nav;
pub mod pager;
pub mod progress;
pub mod reasons;
pub mod skeleton;
pub mod stat;
pub mod time;
pub mod title;
pub mod toast;
pub mod topbar;

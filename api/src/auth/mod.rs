//! Customers' sign-up and sign-in at `/auth/v1`, in the wire format that `supabase-js` reads. On these paths
//! that format wins over the rest of the API's conventions.

pub mod error;
pub mod guard;
pub mod logout;
pub mod profile_data;
pub mod sessions;
pub mod settings;
pub mod signup;
pub mod token;
pub mod user;

pub use error::{AuthFailure, AuthResult};

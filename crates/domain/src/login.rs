//! Login attempts: how, and why they failed.

use crate::words;

words! {
    /// How someone tried to get in. A token refresh is no login.
    LoginMethod {
        /// Email and password.
        Password = "password",
        /// A one-time code.
        Otp = "otp",
        /// A recovery link.
        Recovery = "recovery",
        /// Without an address.
        Anonymous = "anonymous",
        /// Through a social network.
        Social = "social",
        /// Reported by another system.
        External = "external",
        /// By staff on the customer's behalf.
        Admin = "admin",
    }
}

words! {
    /// Why an attempt that Patron judged itself failed. Attempts reported by others carry their own words.
    FailureReason {
        /// No account has this address.
        UnknownEmail = "unknown_email",
        /// The password was wrong.
        WrongPassword = "wrong_password",
        /// The profile is blocked.
        Blocked = "blocked",
        /// The account signs in by other means than a password.
        NoPassword = "no_password",
    }
}

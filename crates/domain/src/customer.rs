//! What a customer's profile can be.

use crate::words;

words! {
    /// What the shop lets a profile do.
    CustomerStatus {
        /// The normal state.
        Active = "active",
        /// May sign in, is not exported.
        Inactive = "inactive",
        /// Sign-in refused like a wrong password, never exported.
        Blocked = "blocked",
        /// Personal data removed; only in the database, never listed.
        Erased = "erased",
    }
}

words! {
    /// How the profile came to be.
    SignupMethod {
        /// With an email address and a password.
        Email = "email",
        /// Through Google.
        Google = "google",
        /// Through Facebook.
        Facebook = "facebook",
        /// Typed in by staff.
        Manual = "manual",
    }
}

words! {
    /// Where the profile came from.
    Source {
        /// The storefront's pages.
        Website = "website",
        /// The shop's app.
        Mobile = "mobile",
        /// The dashboard or an import.
        Admin = "admin",
    }
}

words! {
    /// What the list is sorted by.
    CustomerSort {
        /// When the profile came to be.
        Signup = "signup_date",
        /// Full name, without case.
        Name = "full_name",
        /// Money spent.
        Spent = "total_spent",
        /// Orders that count.
        Orders = "total_orders",
        /// Last successful login; never comes last in descending order.
        LastLogin = "last_login_at",
    }
}

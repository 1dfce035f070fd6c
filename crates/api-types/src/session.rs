//! Staff's sign-in at `/api/v1/session`: an access token of minutes for memory, a refresh cookie that
//! scripts can't read.

use patron_domain::ids::StaffId;

crate::wire! {
    /// Sign-in of a member of staff.
    pub struct SignIn {
        /// Email address.
        #[cfg_attr(feature = "openapi", schema(example = "owner@example.com"))]
        pub email: String,
        /// Password.
        #[cfg_attr(feature = "openapi", schema(example = "correct horse battery staple", format = Password))]
        pub password: String,
    }

    /// A signed-in member of staff.
    pub struct Staff {
        /// Id.
        pub id: StaffId,
        /// Email address.
        #[cfg_attr(feature = "openapi", schema(example = "owner@example.com"))]
        pub email: String,
        /// Name, if one was given.
        #[cfg_attr(feature = "openapi", schema(example = "Nandini Clove"))]
        pub full_name: Option<String>,
        /// What they may do; only `owner` so far.
        #[cfg_attr(feature = "openapi", schema(example = "owner"))]
        pub role: String,
    }

    /// The shop's settings, as the dashboard needs them to show numbers and times.
    pub struct Shop {
        /// Its name.
        #[cfg_attr(feature = "openapi", schema(example = "Tara & Teak"))]
        pub name: String,
        /// ISO 4217 code.
        #[cfg_attr(feature = "openapi", schema(example = "INR"))]
        pub currency: String,
        /// IANA zone; all days are this zone's.
        #[cfg_attr(feature = "openapi", schema(example = "Asia/Kolkata"))]
        pub time_zone: String,
        /// First day of the week, `monday` or `sunday`.
        #[cfg_attr(feature = "openapi", schema(example = "monday"))]
        pub week_start: String,
        /// ISO 3166-1 alpha-2 country for phones without a `+`.
        #[cfg_attr(feature = "openapi", schema(example = "IN"))]
        pub phone_country: String,
        /// How consent starts: `opt_in`, `opt_out` or `double_opt_in`.
        pub consent_policy: patron_domain::consent::ConsentPolicy,
    }

    /// Who is signed in, at which shop.
    pub struct Current {
        /// The member of staff.
        pub staff: Staff,
        /// The shop.
        pub shop: Shop,
    }

    /// A fresh access token. Keep it in memory only; the refresh cookie renews it.
    pub struct StaffToken {
        /// Send as `Authorization: Bearer …`.
        #[cfg_attr(feature = "openapi", schema(example = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIuLi4ifQ.c2ln"))]
        pub access_token: String,
        /// Seconds until it expires.
        #[cfg_attr(feature = "openapi", schema(example = 900))]
        pub expires_in: i64,
        /// Who is signed in, at which shop.
        pub current: Current,
    }
}

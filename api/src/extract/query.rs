//! Query strings, parsed into a type; what is wrong is named by the parameter.

use crate::error::ApiError;
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

/// A query parsed into `T`; what is wrong with it is told by [`ValidQuery::get`], when the caller is let in.
#[derive(Debug)]
pub struct ValidQuery<T>(Result<T, ApiError>);

impl<T> ValidQuery<T> {
    /// The value.
    ///
    /// # Errors
    /// What is wrong with the query.
    pub fn get(self) -> Result<T, ApiError> {
        self.0
    }
}

impl<T: DeserializeOwned> FromRequest for ValidQuery<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(parse(request.query_string()))))
    }
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, ApiError> {
    if query.contains("%00") {
        return Err(ApiError::field("", "must not contain a NUL character"));
    }
    // an empty parameter is an absent one: forms send `?status=&search=`
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let given: Vec<_> = pairs.into_iter().filter(|(_, v)| !v.is_empty()).collect();
    let text = serde_urlencoded::to_string(given).unwrap_or_default();
    let de = serde_urlencoded::Deserializer::new(form_urlencoded(&text));
    serde_path_to_error::deserialize(de).map_err(|e| {
        let name = e.path().to_string();
        let message = e.into_inner().to_string();
        let name = if name == "." { quoted(&message).unwrap_or_default() } else { name };
        ApiError::field(name, message)
    })
}

fn form_urlencoded(text: &str) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(text.as_bytes())
}

/// The name in backticks in serde's message of an unknown field.
fn quoted(message: &str) -> Option<String> {
    message.split('`').nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use patron_api_types::customers::CustomerQuery;

    #[test]
    fn parameters_are_typed_and_faults_are_named() {
        let q: CustomerQuery = parse("min_orders=3&min_spent=1000.50&status=active&search=").unwrap();
        assert_eq!(q.min_orders, Some(3));
        assert_eq!(q.min_spent.unwrap().to_string(), "1000.50");
        assert_eq!(q.search, None);
        for (query, name) in
            [("min_orders=x", "min_orders"), ("status=odd", "status"), ("colour=red", "colour")]
        {
            let e = parse::<CustomerQuery>(query).unwrap_err().to_string();
            assert!(e.contains(&format!("; {name} ")), "{query}: {e}");
        }
    }
}

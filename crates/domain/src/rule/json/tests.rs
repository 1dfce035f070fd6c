//! Trees read, refused at their place, and written.

use super::from_json;
use crate::rule::parse;
use serde_json::{Value, json};

#[test]
fn trees_and_texts_say_the_same() {
    for (tree, text) in [
        (json!({"all": []}), "everyone"),
        (json!({"attribute": "total_orders", "op": ">=", "value": 3}), "total_orders >= 3"),
        (json!({"attribute": "ltv", "op": ">=", "value": "1499.50"}), "lifetime_value >= 1499.5"),
        (json!({"attribute": "ltv", "op": ">=", "value": 1499.5}), "lifetime_value >= 1499.5"),
        (
            json!({"all": [
                {"attribute": "last_login_at", "op": "not_in_last", "value": {"n": 30, "unit": "day"}},
                {"not": {"attribute": "email_domain", "op": "equals", "value": "gmail.com"}},
                {"attribute": "city", "op": "not_contains_any", "value": ["Pune"], "unknown": "exclude"}
            ]}),
            "last_login_at not in last 30 days and not (email_domain = \"gmail.com\") and \
             city not contains any (\"Pune\") excluding unknown",
        ),
        (
            json!({"rows": "event", "event": "Product Viewed", "measure": "sum", "of": {"property": "price"},
                "where": [
                    {"property": "category", "op": "=", "value": "Kitchen"},
                    {"field": "date", "op": "in_last", "value": {"n": 24, "unit": "hour"}}
                ], "op": ">", "value": 10}),
            "event(\"Product Viewed\", property(\"category\") = \"Kitchen\", \
             date in last 24 hours).sum(property(\"price\")) > 10",
        ),
        (json!({"trait": "plan", "op": "=", "value": "3"}), "trait(\"plan\") = \"3\""),
        (json!({"trait": "plan", "op": "=", "value": 3}), "trait(\"plan\") = 3"),
        (json!({"trait": "plan", "op": "=", "value": {"number": "0.5"}}), "trait(\"plan\") = 0.5"),
        (
            json!({"trait": "plan", "op": "between", "value": ["0.5", "2"]}),
            "trait(\"plan\") between 0.5 and 2",
        ),
        (
            json!({"trait": "since", "op": "between", "value": ["2026-01-01", "2026-02-01"]}),
            "trait(\"since\") between 2026-01-01 and 2026-02-01",
        ),
        (json!({"segment": "high_value", "op": "=", "value": false}), "in_segment(\"high_value\") = false"),
        (
            json!({"bucket": {"salt": "a", "percent": "10"}, "op": "=", "value": true}),
            "random_bucket(\"a\", 10)",
        ),
        (json!({"attribute": "signup_date", "op": "this_week"}), "signup_date in this week"),
        (json!({"attribute": "signup_date", "op": "calendar_month", "value": 3}), "signup_date in month 3"),
        (json!({"any": [{"all": [{"attribute": "email", "op": "is_set"}]}]}), "email is set"),
    ] {
        let rule = from_json(&tree).unwrap_or_else(|e| panic!("{tree}: {}: {e}", e.path));
        assert_eq!(rule.to_string(), text);
        assert_eq!(parse(text), Ok(rule), "{text}");
    }
}

#[test]
fn errors_stand_at_their_place() {
    let condition = json!({"attribute": "email", "op": "is_set"});
    let deep = (0..6).fold(condition.clone(), |inner, _| json!({"not": inner}));
    let many: Vec<Value> = vec![condition; 101];
    for (tree, path, said) in [
        (json!(3), "", "must be an object"),
        (json!({}), "", "must have one of"),
        (json!({"all": {}}), "/all", "list of rules"),
        (json!({"any": []}), "/any", "at least one"),
        (json!({"all": [], "any": []}), "/any", "not known here"),
        (
            json!({"all": [{"attribute": "totl_orders", "op": ">=", "value": 3}]}),
            "/all/0/attribute",
            "`total_orders`",
        ),
        (json!({"not": {"attribute": "total_orders", "op": "atleast", "value": 3}}), "/not/op", "is no test"),
        (
            json!({"attribute": "email", "op": "start_with", "value": "a"}),
            "/op",
            "did you mean `starts_with`?",
        ),
        (json!({"attribute": "total_orders", "op": ">="}), "", "`value` is missing"),
        (json!({"attribute": "total_orders"}), "", "`op` is missing"),
        (json!({"attribute": "total_orders", "op": ">=", "value": "x"}), "/value", "must be a number"),
        (json!({"attribute": "total_orders", "op": ">=", "valu": 3}), "/valu", "did you mean `value`?"),
        (json!({"attribute": "total_orders", "op": "contains", "value": "x"}), "/op", "a number takes"),
        (json!({"attribute": "status", "op": "in", "value": ["active", "blockd"]}), "/value/1", "`blocked`"),
        (json!({"attribute": "email", "op": "is_set", "value": 1}), "/value", "no value"),
        (json!({"attribute": "email", "op": "contains", "value": " "}), "/value", "empty"),
        (
            json!({"attribute": "email", "op": "=", "value": "a", "unknown": "include"}),
            "/unknown",
            "negative",
        ),
        (
            json!({"attribute": "signup_date", "op": "in_last", "value": {"n": 9999, "unit": "day"}}),
            "/value",
            "3650",
        ),
        (json!({"attribute": "signup_date", "op": "in_last", "value": 30}), "/value", "\"unit\""),
        (json!({"trait": "", "op": "is_set"}), "/trait", "empty"),
        (json!({"rows": "order", "measure": "count", "op": ">", "value": 1}), "/rows", "`orders`"),
        (
            json!({"rows": "orders", "measure": "count", "op": ">", "value": 1,
                "where": [{"field": "amout", "op": ">", "value": 1}]}),
            "/where/0/field",
            "did you mean `amount`?",
        ),
        (
            json!({"rows": "orders", "measure": "count", "op": ">", "value": 1,
                "where": [{"property": "a", "op": ">", "value": 1}]}),
            "/where/0/field",
            "`orders` have no `property`",
        ),
        (json!({"rows": "logins", "measure": "sum", "of": "date", "op": ">", "value": 1}), "/of", "nothing"),
        (json!({"segment": "vip", "op": "=", "value": true}), "/segment", "high_value"),
        (json!({"segment": "high_value", "op": "is_set"}), "/op", "= true"),
        (
            json!({"bucket": {"salt": "a", "percent": 101}, "op": "=", "value": true}),
            "/bucket/percent",
            "100",
        ),
        (deep, "/not/not/not/not/not", "5 deep"),
        (json!({"all": many}), "/all/100", "100 conditions"),
    ] {
        let error = from_json(&tree).expect_err(&tree.to_string());
        assert_eq!(error.path, path, "{tree}: {error}");
        assert!(error.to_string().contains(said), "{tree}: {error}");
    }
}

#[test]
fn a_body_says_where_it_is_wrong() {
    let error = serde_json::from_str::<crate::rule::Rule>(r#"{"all":[{"attribute":"x","op":"is_set"}]}"#)
        .unwrap_err();
    assert!(error.to_string().starts_with("/all/0/attribute: is no attribute"), "{error}");
}

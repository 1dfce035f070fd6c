//! How the document of the API describes a rule. By hand: the tree refers to itself, and what a test takes depends on
//! what it tests, which no derive can say.
#![expect(deprecated, reason = "`example`, as the derives write it: one for all of the document")]

use crate::rule::Rule;
use serde_json::json;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Ref, RefOr,
        schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type},
    },
};

impl ToSchema for Rule {}

impl PartialSchema for Rule {
    fn schema() -> RefOr<Schema> {
        OneOfBuilder::new()
            .description(Some(
                "Which people belong to a segment. Groups nest at most 5 deep, with at most 100 conditions, filters of \
                 rows among them. The same rule in one line of text is read wherever a rule is; `crates/domain/RULES.md` \
                 tells what each attribute and test means.",
            ))
            .item(group("all", "All of these hold; of none: everybody."))
            .item(group("any", "Any of these holds."))
            .item(
                ObjectBuilder::new()
                    .description(Some("Everybody whom this does not match."))
                    .property("not", Ref::from_schema_name("Rule"))
                    .required("not"),
            )
            .item(condition())
            .example(Some(json!({"all": [
                {"attribute": "total_orders", "op": ">=", "value": 3},
                {"attribute": "last_login_at", "op": "not_in_last", "value": {"n": 30, "unit": "day"}},
                {"rows": "event", "event": "Product Viewed",
                 "where": [{"property": "category", "op": "=", "value": "Kitchen"}],
                 "measure": "count", "op": ">=", "value": 2}
            ]})))
            .into()
    }
}

fn group(name: &str, description: &str) -> ObjectBuilder {
    ObjectBuilder::new()
        .description(Some(description))
        .property(name, ArrayBuilder::new().items(Ref::from_schema_name("Rule")))
        .required(name)
}

fn condition() -> ObjectBuilder {
    let text = |description: &str, example: &str| {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(description))
            .example(Some(json!(example)))
    };
    let filter = ObjectBuilder::new()
        .description(Some("`field` or `property`, and a test like that of a condition."))
        .property("field", text("A field of the row.", "amount"))
        .property("property", text("A property of the event.", "category"))
        .property("op", text("The test.", ">="))
        .property("value", anything("What it compares with.").example(Some(json!(500))))
        .property("unknown", unknown())
        .required("op");
    ObjectBuilder::new()
        .description(Some(
            "A condition: one of `attribute`, `trait`, `rows`, `segment`, `campaign`, `holdout`, `export` and `bucket`, \
             and a test that fits its kind.",
        ))
        .property("attribute", text("An attribute of the person.", "total_orders"))
        .property("trait", text("A trait that the shop sent.", "plan"))
        .property("rows", text("`orders`, `products`, `event`, `logins` or `failed_logins`.", "event"))
        .property("event", text("The event's name, with `rows` `event`.", "Product Viewed"))
        .property(
            "where",
            ArrayBuilder::new().items(filter).description(Some("What must hold of the same row, with `rows`.")),
        )
        .property("measure", text("`count`, `sum`, `last_at` or `first_at`, with `rows`.", "count"))
        .property(
            "of",
            anything("What is summed: a field, or `{\"property\": \"price\"}`.").example(Some(json!("amount"))),
        )
        .property("segment", text("Being in a segment, by its name or id; `op` `=`, `value` true or false.", "high_value"))
        .property("campaign", text("Being in a campaign.", "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))
        .property("holdout", text("Being in a campaign's hold-out.", "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))
        .property("export", text("Having been in an exported file.", "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))
        .property(
            "bucket",
            ObjectBuilder::new()
                .description(Some("Being in a random share of everybody, the same one each time."))
                .property("salt", text("Another salt gives another share.", "a"))
                .property("percent", text("How many of a hundred.", "10"))
                .required("salt")
                .required("percent"),
        )
        .property("op", text("The test, such as `>=`, `not_in_last`, `contains_any`, `is_set`.", ">="))
        .property("value", anything("What it compares with; see the tests.").example(Some(json!(3))))
        .property("unknown", unknown())
        .required("op")
}

fn anything(description: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::AnyValue).description(Some(description))
}

fn unknown() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(
            "What a negative test says of people of whom the value isn't known: `include` when absent.",
        ))
        .enum_values(Some(["include", "exclude"]))
        .example(Some(json!("exclude")))
}

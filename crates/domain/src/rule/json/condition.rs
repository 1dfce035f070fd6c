//! A condition: what is asked about, and its test.

use super::{
    read::{Object, only, parsed, text},
    test, value,
};
use crate::rule::{
    Attribute, Condition, Field, Filter, Kind, Measure, Relation, Rows, Subject, Test, Unknown,
    check::RuleError, nearest::hint, subjects::fields,
};
use serde_json::Value;

const SUBJECTS: [&str; 8] =
    ["attribute", "trait", "rows", "segment", "campaign", "holdout", "export", "bucket"];

pub(super) fn condition(object: &Object) -> Result<Condition, RuleError> {
    let mut named = SUBJECTS.into_iter().filter(|name| object.contains_key(*name));
    let (Some(name), None) = (named.next(), named.next()) else {
        let all = SUBJECTS.map(|name| format!("`{name}`")).join(", ");
        return Err(RuleError::tree("", format!("must have one of `all`, `any`, `not`, {all}")));
    };
    let subject = subject(object, name)?;
    let (test, unknown) = tested(object, subject.kind())?;
    Ok(Condition { subject, test, unknown })
}

fn subject(object: &Object, name: &str) -> Result<Subject, RuleError> {
    if name == "rows" {
        return rows(object).map(Subject::Rows);
    }
    only(object, &[name, "op", "value", "unknown"])?;
    Ok(match name {
        "attribute" => Subject::Attribute(attribute(text(object, name)?)?),
        "trait" => Subject::Trait(text(object, name)?.to_owned()),
        "segment" => {
            let must = "must be high_value, recent_signups, inactive_30d or the id of a segment";
            Subject::Segment(parsed(object, name, must)?)
        }
        "campaign" => Subject::Campaign(parsed(object, name, "must be the id of a campaign")?),
        "holdout" => Subject::Holdout(parsed(object, name, "must be the id of a campaign")?),
        "export" => Subject::Export(parsed(object, name, "must be the id of an export")?),
        _ => bucket(object.get(name)).map_err(|e| e.under("/bucket"))?,
    })
}

fn attribute(name: &str) -> Result<Attribute, RuleError> {
    crate::rule::parse::attribute(&name.to_ascii_lowercase()).ok_or_else(|| {
        let mut names = Attribute::ALL.iter().map(|attribute| attribute.as_str());
        RuleError::tree("/attribute", format!("is no attribute{}", hint(name, &mut names)))
    })
}

fn bucket(value: Option<&Value>) -> Result<Subject, RuleError> {
    let Some(Value::Object(object)) = value else {
        return Err(RuleError::tree("", "must be an object such as {\"salt\": \"a\", \"percent\": \"10\"}"));
    };
    only(object, &["salt", "percent"])?;
    let percent = object.get("percent").ok_or_else(|| RuleError::tree("", "`percent` is missing"))?;
    Ok(Subject::Bucket {
        salt: text(object, "salt")?.to_owned(),
        percent: value::number(percent, "/percent")?,
    })
}

/// The test of a condition or filter.
fn tested(object: &Object, kind: Kind) -> Result<(Test, Unknown), RuleError> {
    let test = test::read(kind, text(object, "op")?, object.get("value"))?;
    let unknown = match object.get("unknown") {
        None if test.is_negative() => Unknown::Include,
        None => Unknown::Exclude,
        Some(Value::String(word)) if word == "include" => Unknown::Include,
        Some(Value::String(word)) if word == "exclude" => Unknown::Exclude,
        Some(_) => return Err(RuleError::tree("/unknown", "must be `include` or `exclude`")),
    };
    Ok((test, unknown))
}

fn rows(object: &Object) -> Result<Rows, RuleError> {
    only(object, &["rows", "event", "where", "measure", "of", "op", "value", "unknown"])?;
    let relation = match text(object, "rows")? {
        "orders" => Relation::Orders,
        "products" => Relation::Products,
        "event" => Relation::Event(text(object, "event")?.to_owned()),
        "logins" => Relation::Logins,
        "failed_logins" => Relation::FailedLogins,
        _ => {
            let must = "must be `orders`, `products`, `event`, `logins` or `failed_logins`";
            return Err(RuleError::tree("/rows", must));
        }
    };
    if object.contains_key("event") && !matches!(relation, Relation::Event(_)) {
        return Err(RuleError::tree("/event", "belongs to the rows `event` only"));
    }
    let mut filters = Vec::new();
    match object.get("where") {
        None => {}
        Some(Value::Array(items)) => {
            for (n, item) in items.iter().enumerate() {
                filters.push(filter(&relation, item).map_err(|e| e.under(&format!("/where/{n}")))?);
            }
        }
        Some(_) => return Err(RuleError::tree("/where", "must be a list of filters")),
    }
    let measure = match text(object, "measure")? {
        "count" => Measure::Count,
        "sum" => Measure::Sum(summed(&relation, object.get("of"))?),
        "last_at" => Measure::LastAt,
        "first_at" => Measure::FirstAt,
        _ => return Err(RuleError::tree("/measure", "must be `count`, `sum`, `last_at` or `first_at`")),
    };
    if object.contains_key("of") && !matches!(measure, Measure::Sum(_)) {
        return Err(RuleError::tree("/of", "belongs to the measure `sum` only"));
    }
    Ok(Rows { relation, filters, measure })
}

fn summed(relation: &Relation, of: Option<&Value>) -> Result<Field, RuleError> {
    match of {
        Some(Value::String(name)) => field(relation, name).map_err(|message| RuleError::tree("/of", message)),
        Some(Value::Object(object)) => {
            only(object, &["property"]).map_err(|e| e.under("/of"))?;
            text(object, "property").map(|name| Field::Property(name.to_owned())).map_err(|e| e.under("/of"))
        }
        _ => Err(RuleError::tree("/of", "must be a field, or {\"property\": \"…\"}")),
    }
}

fn filter(relation: &Relation, item: &Value) -> Result<Filter, RuleError> {
    let Value::Object(object) = item else {
        return Err(RuleError::tree(
            "",
            "must be an object such as {\"field\": \"amount\", \"op\": \">=\", \"value\": 500}",
        ));
    };
    only(object, &["field", "property", "op", "value", "unknown"])?;
    let field = match (object.contains_key("field"), object.contains_key("property")) {
        (true, false) => {
            field(relation, text(object, "field")?).map_err(|message| RuleError::tree("/field", message))?
        }
        (false, true) => Field::Property(text(object, "property")?.to_owned()),
        _ => return Err(RuleError::tree("", "must have either `field` or `property`")),
    };
    let (test, unknown) = tested(object, field.kind())?;
    Ok(Filter { field, test, unknown })
}

fn field(relation: &Relation, name: &str) -> Result<Field, String> {
    let known = relation.fields();
    known.iter().find(|field| field.as_str() == name).cloned().ok_or_else(|| {
        let said = hint(name, &mut known.iter().map(Field::as_str));
        let end = if said.is_empty() { ";" } else { "" };
        format!("is no field of `{}`{said}{end} it has {}", relation.as_str(), fields(relation))
    })
}

//! Rules asked of the database: compiled to SQL (`compile`), counted ([`count()`]), and the facts of one person.
//!
//! What belongs here: who matches a rule, and how many. What does not: what a rule means (`patron_domain::rule`).

pub(crate) mod compile;
mod count;
pub mod counts;
mod person;
pub mod store;
pub mod tracks;

pub use count::{Leaf, Reach, condition, count, overlap, reach};
pub use person::facts;

use crate::{Error, Result, error::stored};
use patron_domain::{
    consent::Channel,
    people_set::Moment,
    rule::{Condition, Rule, SegmentKey, Subject, Test, audience::marketing, json::from_json},
    segment::Audience,
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// How many segments one may lead through; longer chains are cycles.
const DEEPEST: usize = 20;

/// A rule as of a moment, without references to segments.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "they say it")]
pub struct RuleAt {
    pub rule: Rule,
    pub at: Moment,
}

/// Replaces references to segments by their rules, those of marketing ones with consent and status. `None` when one of
/// them is gone, or leads back to itself.
///
/// # Errors
/// When the database can't be reached.
pub async fn resolve(conn: &mut PgConnection, rule: &Rule) -> Result<Option<Rule>> {
    let mut known: HashMap<Uuid, Rule> = HashMap::new();
    let mut wanted = referred(rule);
    while !wanted.is_empty() {
        let rows =
            sqlx::query!("select id, audience, channel, rule from segments where id = any($1)", &wanted)
                .fetch_all(&mut *conn)
                .await?;
        if rows.len() != wanted.len() {
            return Ok(None);
        }
        let mut next = Vec::new();
        for row in rows {
            let kept = from_json(&row.rule)
                .map_err(|e| Error::Corrupt(format!("the rule of segment {} can't be read: {e}", row.id)))?;
            let kept = match stored::<Audience>(&row.audience, "audience")? {
                Audience::Marketing => marketing(stored::<Channel>(&row.channel, "channel")?, None).and(kept),
                Audience::Analysis => kept,
            };
            next.extend(referred(&kept));
            known.insert(row.id, kept);
        }
        next.sort_unstable();
        next.dedup();
        next.retain(|id| !known.contains_key(id));
        wanted = next;
    }
    Ok(replaced(rule, &known, DEEPEST))
}

/// The shop's own segments that a rule names.
fn referred(rule: &Rule) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = rule
        .segments()
        .into_iter()
        .filter_map(|key| match key {
            SegmentKey::Saved(id) => Some(id.0),
            SegmentKey::Named(_) => None,
        })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn replaced(rule: &Rule, known: &HashMap<Uuid, Rule>, deepest: usize) -> Option<Rule> {
    let each =
        |rules: &[Rule]| rules.iter().map(|rule| replaced(rule, known, deepest)).collect::<Option<Vec<_>>>();
    Some(match rule {
        Rule::All(rules) => Rule::All(each(rules)?),
        Rule::Any(rules) => Rule::Any(each(rules)?),
        Rule::Not(rule) => Rule::Not(Box::new(replaced(rule, known, deepest)?)),
        Rule::Is(Condition { subject: Subject::Segment(key), test, .. }) => {
            let named;
            let inner = match key {
                SegmentKey::Named(set) => {
                    named = set.rule();
                    &named
                }
                SegmentKey::Saved(id) => known.get(&id.0)?,
            };
            let inner = replaced(inner, known, deepest.checked_sub(1)?)?;
            // whether somebody is in a segment is always known
            match test {
                Test::Is(true) => inner,
                Test::Is(false) => Rule::Not(Box::new(inner)),
                Test::IsSet => Rule::EVERYONE,
                _ => Rule::Not(Box::new(Rule::EVERYONE)),
            }
        }
        Rule::Is(_) => rule.clone(),
    })
}

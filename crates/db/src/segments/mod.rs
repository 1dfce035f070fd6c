//! Rules asked of the database: compiled to SQL (`compile`), counted ([`reach`]), and the facts of one person.
//!
//! What belongs here: who matches a rule, and how many. What does not: what a rule means (`patron_domain::rule`).

pub(crate) mod compile;
mod count;
pub mod counts;
pub(crate) mod covering;
pub(crate) mod found;
mod person;
pub mod store;
pub mod tracks;

pub(crate) use count::{LIMITS, ONE_WORKER, timed};
pub use count::{Leaf, Reach, condition, overlap, reach};
pub use person::facts;

use crate::{Error, Result, error::stored};
use patron_domain::{
    consent::Channel,
    people_set::Moment,
    rule::{
        Condition, ListTest, Rule, SegmentKey, Subject, Test, TextTest, audience::marketing, json::from_json,
    },
    segment::Audience,
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// How many segments one may lead through; longer chains are cycles.
const DEEPEST: usize = 20;

/// How long a rule may become with those of the segments it refers to: each condition and filter counts ten, each text
/// of a list one. A hundred references to a segment with a hundred references would be more than any memory holds, and
/// a statement takes 65,535 values.
const LONGEST: usize = 10_000;

/// A rule as of a moment, without references to segments.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "they say it")]
pub struct RuleAt {
    pub rule: Rule,
    pub at: Moment,
}

/// Replaces references to segments by their rules, those of marketing ones with consent and status. `None` when one of
/// them is gone, or leads back to itself, or the whole becomes too long.
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
                Audience::Marketing => marketing(stored::<Channel>(&row.channel, "channel")?).and(kept),
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
    // its own length is checked where it is read
    if rule.segments().is_empty() {
        return Ok(Some(rule.clone()));
    }
    let mut left = LONGEST;
    Ok(replaced(rule, &known, DEEPEST, &mut left))
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

/// What a condition counts of [`LONGEST`].
fn length(condition: &Condition) -> usize {
    let texts = |test: &Test| match test {
        Test::Text(TextTest::In(texts) | TextTest::NotIn(texts))
        | Test::List(
            ListTest::ContainsAny(texts)
            | ListTest::ContainsAll(texts)
            | ListTest::NotContainsAny(texts)
            | ListTest::NotContainsAll(texts),
        ) => texts.len(),
        _ => 0,
    };
    let filters = match &condition.subject {
        Subject::Rows(rows) => rows.filters.iter().map(|filter| 10 + texts(&filter.test)).sum(),
        _ => 0,
    };
    10 + texts(&condition.test) + filters
}

fn all_replaced(
    rules: &[Rule],
    known: &HashMap<Uuid, Rule>,
    deepest: usize,
    left: &mut usize,
) -> Option<Vec<Rule>> {
    let mut out = Vec::with_capacity(rules.len());
    for rule in rules {
        out.push(replaced(rule, known, deepest, left)?);
    }
    Some(out)
}

/// `left` is what of [`LONGEST`] is left.
fn replaced(rule: &Rule, known: &HashMap<Uuid, Rule>, deepest: usize, left: &mut usize) -> Option<Rule> {
    Some(match rule {
        Rule::All(rules) => Rule::All(all_replaced(rules, known, deepest, left)?),
        Rule::Any(rules) => Rule::Any(all_replaced(rules, known, deepest, left)?),
        Rule::Not(rule) => Rule::Not(Box::new(replaced(rule, known, deepest, left)?)),
        Rule::Is(Condition { subject: Subject::Segment(key), test, .. }) => {
            let named;
            let inner = match key {
                SegmentKey::Named(set) => {
                    named = set.rule();
                    &named
                }
                SegmentKey::Saved(id) => known.get(&id.0)?,
            };
            // of a reference to everybody nothing is left but work
            *left = left.checked_sub(10)?;
            let inner = replaced(inner, known, deepest.checked_sub(1)?, left)?;
            // whether somebody is in a segment is always known
            match test {
                Test::Is(true) => inner,
                Test::Is(false) => Rule::Not(Box::new(inner)),
                Test::IsSet => Rule::EVERYONE,
                _ => Rule::Not(Box::new(Rule::EVERYONE)),
            }
        }
        Rule::Is(condition) => {
            *left = left.checked_sub(length(condition))?;
            rule.clone()
        }
    })
}

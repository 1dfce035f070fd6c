//! From a file to chunks of rows. It runs on a thread of its own: reading phone numbers is most of an import's work.
//!
//! Rows of one person always go into the same lane, and a lane is stored chunk by chunk, so that no person is ever
//! written by two transactions at once, and what is stored is the same whenever a stopped import goes on.

use super::{
    chunk::Line,
    header::Column,
    lanes::{Broken, Lanes},
    order::{self, LINES_MAX},
    plan::Plan,
    row,
    source::Source,
    suppression,
    twice::{Parsed, Twice},
};
use csv::ByteRecord;
use patron_api_types::imports::ImportKind;
use patron_db::{
    import::ImportRow,
    ingest::{Act, Import},
};
use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
};

/// Reads a file to its end. `twice` holds people with several rows back until all of them are known; only a file of
/// customers has it.
///
/// # Errors
/// When the file can't be read, or nobody takes the chunks any more.
pub fn read(plan: &Plan, source: Source, twice: Option<Twice>, mut lanes: Lanes) -> Result<(), Broken> {
    match (plan.kind, twice) {
        (ImportKind::Orders, _) => orders(plan, source, &mut lanes)?,
        (ImportKind::Suppressions, _) => suppressions(plan, source, &mut lanes)?,
        (ImportKind::Customers, Some(twice)) => customers(plan, source, twice, &mut lanes)?,
        (ImportKind::Customers, None) => {
            return Err(Broken::File("the file's people were not looked through".into()));
        }
    }
    lanes.finish()
}

/// What decides about the lane, whether or not the row is understood.
fn key(plan: &Plan, record: &ByteRecord) -> String {
    let cell = plan.header.cell(record, Column::Email).unwrap_or_default();
    String::from_utf8_lossy(cell).trim().to_lowercase()
}

fn next(source: &mut Source, lanes: &mut Lanes) -> Result<Option<Line>, Broken> {
    let Some((number, record)) = source.next_row()? else { return Ok(None) };
    lanes.note(number, source.position());
    Ok(Some(Line { number, record }))
}

fn customers(plan: &Plan, mut source: Source, mut twice: Twice, lanes: &mut Lanes) -> Result<(), Broken> {
    while let Some(line) = next(&mut source, lanes)? {
        match row::parse(plan, &line.record) {
            Err(reason) => lanes.refuse(line, reason)?,
            Ok((row, dates)) => {
                // held back until all rows of that person are known
                if let Some(parsed) = twice.keep(Parsed { line, row, dates }) {
                    push(plan, parsed, Vec::new(), lanes)?;
                }
            }
        }
    }
    for person in twice.into_people() {
        for (refused, reason) in person.refused {
            lanes.refuse(refused.line, reason)?;
        }
        push(plan, person.merged, person.joined, lanes)?;
    }
    Ok(())
}

fn suppressions(plan: &Plan, mut source: Source, lanes: &mut Lanes) -> Result<(), Broken> {
    while let Some(line) = next(&mut source, lanes)? {
        match suppression::parse(plan, &line.record) {
            Err(reason) => lanes.refuse(line, reason)?,
            Ok((row, dates)) => push(plan, Parsed { line, row, dates }, Vec::new(), lanes)?,
        }
    }
    Ok(())
}

fn push(plan: &Plan, parsed: Parsed, joined: Vec<Line>, lanes: &mut Lanes) -> Result<(), Broken> {
    let Parsed { line, row, dates } = parsed;
    let key = key(plan, &line.record);
    let ImportRow { email, .. } = &row;
    let event = plan.incoming(email.clone(), Act::Import(Box::new(Import { row, dates, as_of: plan.as_of })));
    let mut lines = vec![line];
    lines.extend(joined);
    lanes.push(&key, lines, event)
}

fn orders(plan: &Plan, mut source: Source, lanes: &mut Lanes) -> Result<(), Broken> {
    let mut groups = Groups::default();
    while let Some(line) = next(&mut source, lanes)? {
        if !groups.continues(plan, &line) {
            let done = groups.begin(plan, line);
            store(plan, done, lanes)?;
        } else {
            groups.lines.push(line);
        }
    }
    let last = Group { lines: std::mem::take(&mut groups.lines), again: groups.again };
    store(plan, last, lanes)
}

fn store(plan: &Plan, group: Group, lanes: &mut Lanes) -> Result<(), Broken> {
    let Some(first) = group.lines.first() else { return Ok(()) };
    let key = key(plan, &first.record);
    let read = if group.again {
        Err(format!("order_id: the rows of an order must stand together, and be at most {LINES_MAX}"))
    } else {
        order::parse(plan, &group.lines)
    };
    match read {
        Ok((email, order)) => {
            lanes.push(&key, group.lines, plan.incoming(email, Act::Order(Box::new(order))))
        }
        Err(reason) => group.lines.into_iter().try_for_each(|line| lanes.refuse(line, reason.clone())),
    }
}

/// The rows of an order.
struct Group {
    lines: Vec<Line>,
    /// Whether rows of the same order came before, apart from these.
    again: bool,
}

/// Rows of orders, put together while they follow each other.
#[derive(Default)]
struct Groups {
    hasher: RandomState,
    seen: HashSet<u64>,
    id: Vec<u8>,
    again: bool,
    lines: Vec<Line>,
}

impl Groups {
    fn id<'r>(plan: &Plan, line: &'r Line) -> &'r [u8] {
        plan.header.cell(&line.record, Column::OrderId).unwrap_or_default().trim_ascii()
    }

    /// Whether a row belongs to the order before: it has its id, or says nothing but a line of it.
    fn continues(&self, plan: &Plan, line: &Line) -> bool {
        let id = Self::id(plan, line);
        let blank = id.is_empty() && plan.header.cell(&line.record, Column::Email).is_none();
        !self.lines.is_empty() && self.lines.len() < LINES_MAX && (blank || (!id.is_empty() && id == self.id))
    }

    /// Begins another order, and gives the one before.
    fn begin(&mut self, plan: &Plan, line: Line) -> Group {
        let done = Group { lines: std::mem::take(&mut self.lines), again: self.again };
        self.id = Self::id(plan, &line).to_vec();
        self.again = !self.id.is_empty() && !self.seen.insert(self.hasher.hash_one(&self.id));
        self.lines.push(line);
        done
    }
}

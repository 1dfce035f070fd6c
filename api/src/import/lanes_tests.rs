//! Chunks of made-up rows.

use super::*;
use csv::ByteRecord;
use patron_db::ingest::{Act, Who};
use patron_domain::email::Email;
use tokio::sync::mpsc::{Receiver, channel};

fn event(email: &str) -> Incoming {
    let now = "2026-11-20T06:00:00Z".parse().unwrap();
    Incoming {
        key: None,
        actor: "import".into(),
        message: None,
        who: Who::email(Email::parse(email).unwrap()),
        trusted: true,
        at: now,
        received_at: now,
        act: Act::Nothing,
        record: None,
        sent: None,
        mends: None,
    }
}

/// The chunks of 5,000 people, of which each tenth row is refused, after `done` ones.
fn chunks(done: [i64; LANES], people: u64) -> Vec<Chunk> {
    let (senders, receivers): (Vec<_>, Vec<Receiver<Chunk>>) = (0..LANES).map(|_| channel(100)).unzip();
    let mut lanes = Lanes::new(senders, done);
    for n in 0..5000 {
        let line = Line { number: n + 2, record: ByteRecord::new() };
        lanes.note(line.number, n);
        if n % 10 == 9 {
            lanes.refuse(line, "no".into()).unwrap();
        } else {
            let email = format!("p{}@example.com", n % people);
            lanes.push(&email, vec![line], event(&email)).unwrap();
        }
    }
    lanes.finish().unwrap();
    let drain =
        |mut lane: Receiver<Chunk>| std::iter::from_fn(move || lane.try_recv().ok()).collect::<Vec<_>>();
    receivers.into_iter().flat_map(drain).collect()
}

#[test]
fn every_row_is_in_one_chunk_and_the_chunks_of_a_lane_count_up() {
    let all = chunks([0, 0], 5000);
    assert_eq!(all.iter().map(|chunk| chunk.rows).sum::<i64>(), 5000);
    assert_eq!(all.iter().map(|chunk| chunk.refused.len()).sum::<usize>(), 500);
    for lane in 0..LANES {
        let ns: Vec<i64> = all.iter().filter(|c| c.lane == lane).map(|c| c.n).collect();
        assert_eq!(ns, (0..i64::try_from(ns.len()).unwrap()).collect::<Vec<_>>());
        assert!(ns.len() >= 2, "both lanes have work: {ns:?}");
    }
    let shown = all.iter().flat_map(|c| &c.items).filter(|item| item.sample).count();
    assert_eq!(shown, 90, "of the first hundred rows, ten are refused");
}

#[test]
fn what_is_stored_is_left_out_and_the_rest_is_the_same() {
    let (all, rest) = (chunks([0, 0], 5000), chunks([1, 2], 5000));
    let lines = |chunks: &[Chunk]| -> Vec<(usize, i64, Vec<u64>)> {
        let of = |c: &Chunk| c.items.iter().flat_map(|i| &i.lines).map(|line| line.number).collect();
        chunks.iter().map(|c| (c.lane, c.n, of(c))).collect()
    };
    let expected: Vec<_> = lines(&all).into_iter().filter(|(lane, n, _)| *n >= [1, 2][*lane]).collect();
    assert_eq!(lines(&rest), expected);
}

#[test]
fn a_person_is_always_in_the_same_lane() {
    let mut lane_of = std::collections::HashMap::new();
    for chunk in &chunks([0, 0], 700) {
        for event in &chunk.events {
            let email = event.who.email.clone().unwrap();
            assert_eq!(*lane_of.entry(email).or_insert(chunk.lane), chunk.lane);
        }
    }
}

//! Who gets which answer, and when: as soon as all of a caller's events have theirs.

use super::writer::Job;
use patron_db::ingest::{Incoming, Outcome};
use std::collections::VecDeque;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// What became of an event.
pub(super) type Answer = Result<Outcome, Failure>;

/// Why an event is neither stored nor refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// The database is away; the caller should try again.
    Unavailable,
    /// A fault of ours, which the log tells.
    Internal,
}

/// Somebody who waits for answers.
struct Caller {
    events: usize,
    answers: Vec<Option<Answer>>,
    answer: oneshot::Sender<Vec<Answer>>,
    _room: OwnedSemaphorePermit,
}

impl Caller {
    fn missing(&self) -> usize {
        self.answers.iter().filter(|answer| answer.is_none()).count()
    }

    fn send(self) {
        let answers = self.answers.into_iter().map(|answer| answer.unwrap_or(Err(Failure::Internal)));
        // a caller that has gone away finds out by its message ids
        let _ = self.answer.send(answers.collect());
    }
}

/// The callers whose events are written together.
pub(super) struct Round {
    /// Those without all their answers, in the order of their events.
    callers: VecDeque<Caller>,
    /// Answers that are nobody's yet.
    rest: VecDeque<Answer>,
}

impl Round {
    /// The callers of jobs, and their events in one list.
    pub fn of(jobs: Vec<Job>) -> (Self, Vec<Incoming>) {
        let mut events = Vec::with_capacity(jobs.iter().map(|job| job.events.len()).sum());
        let mut callers = VecDeque::with_capacity(jobs.len());
        for Job { events: theirs, answer, room } in jobs {
            callers.push_back(Caller { events: theirs.len(), answers: Vec::new(), answer, _room: room });
            events.extend(theirs);
        }
        (Self { callers, rest: VecDeque::new() }, events)
    }

    /// Takes the answers to all events and gives them to the callers of whom none is missing. Returns the events that
    /// have none yet, in their order.
    pub fn answer(&mut self, events: Vec<Incoming>, answers: Vec<Option<Answer>>) -> Vec<Incoming> {
        let missing = answers.iter().map(Option::is_none).collect::<Vec<_>>();
        let mut answers = answers.into_iter();
        for mut caller in std::mem::take(&mut self.callers) {
            caller.answers = answers.by_ref().take(caller.events).collect();
            if caller.missing() == 0 {
                caller.send();
            } else {
                self.callers.push_back(caller);
            }
        }
        events.into_iter().zip(missing).filter(|(_, missing)| *missing).map(|(event, _)| event).collect()
    }

    /// Takes the answers to the next of the events that had none, and gives them to those who have all of theirs now.
    pub fn answer_rest(&mut self, answers: Vec<Answer>) {
        self.rest.extend(answers);
        while self.callers.front().is_some_and(|caller| caller.missing() <= self.rest.len())
            && let Some(mut caller) = self.callers.pop_front()
        {
            for missing in caller.answers.iter_mut().filter(|answer| answer.is_none()) {
                *missing = self.rest.pop_front();
            }
            caller.send();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use patron_db::ingest::{Act, Who};
    use std::sync::Arc;
    use tokio::sync::{Semaphore, oneshot::Receiver};

    fn job(names: &[&str]) -> (Job, Receiver<Vec<Answer>>) {
        let event = |name: &&str| Incoming {
            key: None,
            actor: (*name).to_owned(),
            message: None,
            who: Who::default(),
            trusted: true,
            at: DateTime::UNIX_EPOCH,
            received_at: DateTime::UNIX_EPOCH,
            act: Act::Nothing,
            record: None,
            sent: None,
            mends: None,
        };
        let (answer, answered) = oneshot::channel();
        let room = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        (Job { events: names.iter().map(event).collect(), answer, room }, answered)
    }

    fn done() -> Answer {
        Ok(Outcome::Waiting)
    }

    #[test]
    fn who_waits_for_nothing_more_is_answered_first_and_the_others_as_theirs_come() {
        let known = || Some(Ok(Outcome::Duplicate(None)));
        let (a, mut of_a) = job(&["a1", "a2", "a3"]);
        let (b, mut of_b) = job(&["b1"]);
        let (c, mut of_c) = job(&["c1", "c2"]);
        let (mut round, events) = Round::of(vec![a, b, c]);

        let alone = round.answer(events, vec![None, known(), None, known(), known(), None]);

        let names: Vec<&str> = alone.iter().map(|event| event.actor.as_str()).collect();
        assert_eq!(names, ["a1", "a3", "c2"]);
        assert_eq!(of_b.try_recv().unwrap(), [Ok(Outcome::Duplicate(None))]);
        assert!(of_a.try_recv().is_err() && of_c.try_recv().is_err());
        round.answer_rest(vec![done()]);
        assert!(of_a.try_recv().is_err(), "one of two");
        round.answer_rest(vec![Err(Failure::Unavailable)]);
        let expected = [done(), Ok(Outcome::Duplicate(None)), Err(Failure::Unavailable)];
        assert_eq!(of_a.try_recv().unwrap(), expected);
        assert!(of_c.try_recv().is_err());
        round.answer_rest(vec![done()]);
        assert_eq!(of_c.try_recv().unwrap(), [Ok(Outcome::Duplicate(None)), done()]);
    }
}

//! The stream of the overview and the feed.

use futures_util::{Stream, StreamExt as _};
use patron_api_client::Error;
use patron_api_types::{
    ingest::{Activity, ActivityKind},
    problem::ErrorCode,
    stats::{LiveEvent, LiveUpdate, Overview},
};
use patron_tests::{
    App,
    app::{OWNER_EMAIL, OWNER_PASSWORD},
    raw::send,
    seed::{order, profile},
};
use reqwest::{Method, Response};
use std::{
    pin::{Pin, pin},
    time::{Duration, Instant},
};

const PATH: &str = "/api/v1/stats/live";
/// From the answer of a report to its place in every open stream: a second, and one more for a machine that runs seven
/// other tests meanwhile.
const AT_ONCE: Duration = Duration::from_secs(2);
/// Between two heart-beats, and a little.
const BEAT: Duration = Duration::from_secs(11);
/// Streams at once on one node.
const PLACES: usize = 100;

type Updates<'a, S> = Pin<&'a mut S>;

/// The next update, which comes within `time`.
async fn next<S>(stream: &mut Updates<'_, S>, time: Duration) -> LiveUpdate
where
    S: Stream<Item = Result<LiveUpdate, Error>>,
{
    let update = tokio::time::timeout(time, stream.next()).await.expect("an update in time");
    update.expect("the stream goes on").expect("an update")
}

/// The overview that a stream begins with.
async fn first<S>(stream: &mut Updates<'_, S>) -> Overview
where
    S: Stream<Item = Result<LiveUpdate, Error>>,
{
    match next(stream, Duration::from_secs(10)).await.event {
        LiveEvent::Overview(overview) => *overview,
        other => panic!("the overview comes first, not {other:?}"),
    }
}

/// Reads on until the order came, and gives its line and the id of the update it came with.
async fn ordered<S>(stream: &mut Updates<'_, S>, order_id: &str) -> (Activity, String)
where
    S: Stream<Item = Result<LiveUpdate, Error>>,
{
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let update = next(stream, end.saturating_duration_since(Instant::now())).await;
        if let LiveEvent::Activity(feed) = update.event
            && let Some(item) = feed.items.into_iter().find(|item| item.what == order_id)
        {
            return (item, update.id);
        }
    }
}

#[tokio::test]
async fn without_a_token_there_is_no_stream() {
    let app = App::start().await;

    let answer = send(app.request(Method::GET, PATH)).await;

    assert_eq!(answer.status, 401);
    assert_eq!(answer.code(), ErrorCode::Unauthorized);
}

#[tokio::test]
async fn an_order_is_in_the_streams_of_both_nodes_within_a_second_and_in_the_overview() {
    let app = App::start().await;
    app.has_profile(&profile("bela@example.com")).await;
    let node = app.second_node();
    let there = node.client().sign_in(OWNER_EMAIL, OWNER_PASSWORD).await.unwrap();
    let here = app.owner().await;
    let mut one = pin!(here.live(None));
    let mut other = pin!(there.live(None));
    let before = (first(&mut one).await, first(&mut other).await);

    app.has_order(&order("bela@example.com", "TT-20417", "1499.00")).await;
    let begun = Instant::now();
    let ((here, _), (there, _)) =
        tokio::join!(ordered(&mut one, "TT-20417"), ordered(&mut other, "TT-20417"));
    let took = begun.elapsed();

    assert!(took < AT_ONCE, "{took:?}");
    assert_eq!((before.0.total_orders, before.1.total_orders), (0, 0));
    assert_eq!(here, there);
    assert_eq!(
        (here.kind, here.amount.map(|a| a.to_string())),
        (ActivityKind::Order, Some("1499.00".into()))
    );
    let left = AT_ONCE.saturating_sub(begun.elapsed());
    match next(&mut one, left).await.event {
        LiveEvent::Overview(overview) => assert_eq!(overview.total_orders, 1),
        event => panic!("the overview has changed: {event:?}"),
    }
}

#[tokio::test]
async fn what_was_missed_meanwhile_comes_with_the_last_id() {
    let app = App::start().await;
    let owner = app.owner().await;
    let id = {
        let mut stream = pin!(owner.live(None));
        first(&mut stream).await;
        app.has_order(&order("bela@example.com", "TT-1", "249.00")).await;
        ordered(&mut stream, "TT-1").await.1
    };
    app.has_order(&order("bela@example.com", "TT-2", "249.00")).await;

    let mut again = pin!(owner.live(Some(&id)));
    let overview = first(&mut again).await;
    let (missed, _) = ordered(&mut again, "TT-2").await;

    assert_eq!(overview.total_orders, 2);
    assert_eq!(missed.kind, ActivityKind::Order);
    // what came in a moment ago is still news to everybody
    tokio::time::sleep(AT_ONCE).await;
    let mut fresh = pin!(owner.live(None));
    first(&mut fresh).await;
    let quiet = tokio::time::timeout(AT_ONCE, ordered(&mut fresh, "TT-2")).await;
    assert!(quiet.is_err(), "without an id nothing old comes");
}

#[tokio::test]
async fn a_quiet_stream_has_a_heart_beat_and_ends_with_its_session() {
    let app = App::start().await;
    let owner = app.owner().await;
    let other = app.owner().await;
    let mut stream = pin!(owner.live(None));
    let mut over = pin!(other.live(None));
    first(&mut stream).await;
    first(&mut over).await;
    other.sign_out().await.unwrap();

    let beat = async {
        loop {
            let update = next(&mut stream, BEAT).await;
            if update.event == LiveEvent::Beat {
                return update.id;
            }
        }
    };
    let id = tokio::time::timeout(BEAT, beat).await.expect("a beat in time");
    let rest = tokio::time::timeout(BEAT, over.as_mut().collect::<Vec<_>>()).await.expect("it ends");

    assert!(!id.is_empty(), "a beat has the last event's id");
    let beats = rest.iter().filter(|u| u.as_ref().is_ok_and(|u| u.event == LiveEvent::Beat)).count();
    assert_eq!(beats, 0, "{rest:?}");
}

#[tokio::test]
async fn the_hundred_and_first_stream_is_refused_until_one_ends() {
    let app = App::start().await;
    let open = || app.request(Method::GET, PATH).bearer_auth(&app.keys.all_scopes);
    let mut streams: Vec<Response> = Vec::new();
    for _ in 0..PLACES {
        let stream = open().send().await.unwrap();
        assert_eq!(stream.status(), 200);
        streams.push(stream);
    }

    let refused = send(open()).await;
    streams.pop();

    assert_eq!(refused.code(), ErrorCode::TooManyRequests);
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|s| s > 0), "{refused:?}");
    let end = Instant::now() + Duration::from_secs(30);
    // at the latest the heart-beat finds that nobody is there
    while open().send().await.unwrap().status() != 200 {
        assert!(Instant::now() < end, "the place of who went is free again");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

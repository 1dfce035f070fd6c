//! Rules as SQL find exactly those whom the evaluator finds: random rules over random people.
//!
//! `PATRON_RULES` sets how many rules; `PATRON_RULES_SEED` runs those of a failure again.

use crate::support::Store;
use chrono::{DateTime, Utc};
use patron_db::{
    customers::{self, Filter, PageBy},
    sealed::{Blind, Field},
    segments::{self, RuleAt},
};
use patron_domain::{
    customer::CustomerSort,
    ids::{self, CustomerId},
    people_set::Moment,
    rfm::RfmGroup,
    rule::{
        Condition, Rule, Subject, Test,
        arbitrary::{self, vocabulary as v},
    },
};
use proptest::{
    prelude::{Strategy, any},
    sample::select,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

/// How many rules are asked, a fresh shop and moment for every twenty.
const RULES: u64 = 60;
const A_SHOP: u64 = 20;
const PEOPLE: usize = 40;

const STATES: &[&str] = &["SUBSCRIBED", "PENDING", "UNSUBSCRIBED", "NOT_SUBSCRIBED"];
const BASES: &[&str] = &["express", "default", "import"];

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Makes things up.
struct Dice {
    runner: TestRunner,
    at: Moment,
}

impl Dice {
    fn new(seed: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let at = arbitrary::moment().new_tree(&mut runner).unwrap().current();
        Self { runner, at }
    }

    fn any<T: std::fmt::Debug>(&mut self, strategy: impl Strategy<Value = T>) -> T {
        strategy.new_tree(&mut self.runner).unwrap().current()
    }

    fn one<T: Clone + std::fmt::Debug + 'static>(&mut self, of: &'static [T]) -> T {
        self.any(select(of))
    }

    fn below(&mut self, n: usize) -> usize {
        self.any(0..n)
    }

    /// In two of three cases.
    fn perhaps<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(3) > 0).then(|| make(self))
    }

    fn spelled(&mut self, of: &'static [&'static str]) -> String {
        let text = self.one(of);
        self.any(arbitrary::spelled(text))
    }

    fn instant(&mut self) -> DateTime<Utc> {
        let at = self.at;
        self.any(arbitrary::instant(at))
    }

    fn count(&mut self) -> i32 {
        i32::try_from(self.one(v::COUNTS)).unwrap()
    }

    fn amount(&mut self) -> Decimal {
        Decimal::new(self.one(v::HUNDREDTHS).abs(), 2)
    }

    fn json(&mut self, names: &'static [&'static str]) -> Json {
        let mut map = Map::new();
        for _ in 0..self.below(5) {
            let value = serde_json::from_str(self.one(v::JSON)).unwrap();
            map.insert(self.one(names).to_owned(), value);
        }
        Json::Object(map)
    }
}

async fn person(store: &Store, dice: &mut Dice, n: usize) -> CustomerId {
    let id = CustomerId::generate();
    let owner = store.db.owner.pool();
    // an address is one person's
    let email =
        v::EMAILS.get(n).map_or_else(|| format!("p{n}.{}", v::EMAILS[n % v::EMAILS.len()]), |e| (*e).into());
    let consents = [dice.one(STATES), dice.one(STATES), dice.one(STATES)];
    let phone = dice.perhaps(|d| d.one(v::PHONES));
    let seal = |text: &str| store.keyring.seal(Field::Phone, text).unwrap().0;
    let categories: Vec<String> = (0..dice.below(4)).map(|_| dice.one(v::CATEGORIES).to_owned()).collect();
    let (login, referrer) = (dice.perhaps(Dice::instant), dice.perhaps(|d| d.one(v::REFERRERS)));
    let query = sqlx::query(
        "insert into customer_profiles (id, email, full_name, mobile_number, mobile_e164, mobile_index, phone_country,
           signup_date, email_verified, signup_method, source, status, location, preferred_categories, last_login_at,
           opening_last_login_at, login_count, failed_login_count, device_info, total_orders, total_spent,
           lifetime_value, first_order_at, last_order_at, marketing_consent, email_consent, sms_consent,
           whatsapp_consent, email_consent_basis, sms_consent_basis, email_consent_at, sms_consent_at, utm_source,
           utm_medium, referrer, landing_path, last_utm_campaign, whatsapp_consent_basis, whatsapp_consent_at,
           utm_campaign, last_utm_source, last_utm_medium, last_referrer, last_landing_path, created_at, updated_at)
         values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, $17, $18, $19, $20, $21,
           $22, 'SUBSCRIBED' in ($23, $24, $25), $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34,
           $35, $36, $37, $38, $39, $40, $41, now(), now())",
    )
    .bind(id.0)
    .bind(email)
    .bind(dice.perhaps(|d| d.spelled(v::NAMES)))
    .bind(phone.map(seal))
    .bind(phone.map(|phone| store.keyring.blind(Blind::Phone, phone)))
    .bind(dice.perhaps(|d| d.one(v::COUNTRIES)))
    .bind(dice.instant())
    .bind(dice.any(any::<bool>()))
    .bind(dice.one(&["email", "google", "facebook", "manual"]))
    .bind(dice.one(&["website", "mobile", "admin"]))
    .bind(dice.one(&["active", "active", "inactive", "blocked"]))
    .bind(dice.perhaps(|d| d.spelled(v::TEXTS)))
    .bind(categories)
    .bind(login)
    .bind(dice.count())
    .bind(dice.count())
    .bind(dice.perhaps(|d| d.spelled(v::TEXTS)))
    .bind(dice.count())
    .bind(dice.amount())
    .bind(dice.amount())
    .bind(dice.perhaps(Dice::instant))
    .bind(dice.perhaps(Dice::instant))
    .bind(consents[0])
    .bind(consents[1])
    .bind(consents[2])
    .bind(dice.perhaps(|d| d.one(BASES)))
    .bind(dice.perhaps(|d| d.one(BASES)))
    .bind(dice.perhaps(Dice::instant))
    .bind(dice.perhaps(Dice::instant))
    .bind(dice.perhaps(|d| d.spelled(v::TEXTS)))
    .bind(dice.perhaps(|d| d.spelled(v::TEXTS)))
    .bind(referrer.map(|host| format!("https://www.{host}/a?b=c")))
    .bind(dice.perhaps(|d| d.spelled(v::TEXTS)))
    .bind(dice.perhaps(|d| d.spelled(v::TEXTS)))
    .bind(dice.perhaps(|d| d.one(BASES)))
    .bind(dice.perhaps(Dice::instant))
    .bind(dice.perhaps(|d| d.spelled(v::TEXTS)))
    .bind(dice.perhaps(|d| d.spelled(v::TEXTS)))
    .bind(dice.perhaps(|d| d.spelled(v::TEXTS)))
    .bind(dice.perhaps(|d| d.one(v::REFERRERS)).map(|host| format!("HTTPS://WWW.{host}:443/a")))
    .bind(dice.perhaps(|d| d.spelled(v::TEXTS)));
    query.execute(owner).await.unwrap();
    if dice.below(3) > 0 {
        sqlx::query("insert into customer_traits (customer_id, traits, trait_times) values ($1, $2, '{}')")
            .bind(id.0)
            .bind(dice.json(v::TRAITS))
            .execute(owner)
            .await
            .unwrap();
    }
    if dice.below(2) > 0 {
        sqlx::query(
            "insert into customer_rfm (customer_id, recency, value, rfm_group, spent) values ($1, $2, $3, $4, 0)",
        )
        .bind(id.0)
        .bind(dice.any(1..=5_i16))
        .bind(dice.any(1..=5_i16))
        .bind(dice.any(select(RfmGroup::ALL)).as_str())
        .execute(owner)
        .await
        .unwrap();
    }
    for _ in 0..dice.below(3) {
        sqlx::query(
            "insert into consent_ledger (id, customer_id, channel, state, method, notice_version, actor, occurred_at)
             values ($1, $2, $3, 'SUBSCRIBED', $4, $5, 'test', $6)",
        )
        .bind(ids::next())
        .bind(id.0)
        .bind(dice.one(&["email", "email", "sms", "whatsapp"]))
        .bind(dice.one(v::CONSENT_TEXTS))
        .bind(dice.perhaps(|d| d.one(v::CONSENT_TEXTS)))
        .bind(dice.instant())
        .execute(owner)
        .await
        .unwrap();
    }
    id
}

async fn rows(store: &Store, dice: &mut Dice, id: CustomerId) {
    let owner = store.db.owner.pool();
    for _ in 0..dice.below(5) {
        let order = ids::next();
        // one in another currency isn't converted
        let converted = dice.perhaps(|d| (d.amount(), d.amount()));
        sqlx::query(
            "insert into orders (id, customer_id, source, order_id, status, payment_status, payment_method, currency,
               subtotal, shipping, tax, total, refunded, store_total, store_refunded, store_shipping_tax, city, state,
               country, order_date, event_at, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0,
               case when $8::text = 'EUR' then 9.99 else coalesce($9::numeric, 0) end, 0, $9::numeric, $10, $11, $12,
               $13, $14, $15, $15, now(), now())",
        )
        .bind(order)
        .bind(id.0)
        .bind(dice.one(v::ORDER_SOURCES))
        .bind(order.to_string())
        .bind(dice.one(&["placed", "confirmed", "delivered", "cancelled", "returned"]))
        .bind(dice.one(&["unpaid", "paid", "partly_refunded", "refunded"]))
        .bind(dice.perhaps(|d| d.one(v::PAYMENT_METHODS)))
        .bind(dice.one(v::CURRENCIES))
        .bind(converted.map(|c| c.0))
        .bind(converted.map(|c| c.1))
        .bind(converted.map(|_| Decimal::ZERO))
        .bind(dice.perhaps(|d| d.spelled(v::CITIES)))
        .bind(dice.perhaps(|d| d.spelled(v::STATES)))
        .bind(dice.perhaps(|d| d.one(v::COUNTRIES)))
        .bind(dice.instant())
        .execute(owner)
        .await
        .unwrap();
        for line in 0..dice.below(3) {
            let (product, name) = dice.one(v::PRODUCTS);
            sqlx::query(
                "insert into order_items (order_id, line, product_id, name, category, quantity, unit_price,
                   customer_id, order_date, counted, store_amount)
                 select o.id, $2, $3, $4, $5, $6, $7, o.customer_id, o.order_date, order_counts(o.status),
                   line_amount($7, $6, o.total, o.store_total, o.exchange_rate)
                 from orders o where o.id = $1",
            )
            .bind(order)
            .bind(i32::try_from(line).unwrap() + 1)
            .bind(product)
            .bind(name)
            .bind(dice.perhaps(|d| d.spelled(v::CATEGORIES)))
            .bind(dice.any(1..=3_i32))
            .bind(dice.amount())
            .execute(owner)
            .await
            .unwrap();
        }
    }
    for _ in 0..dice.below(6) {
        sqlx::query(
            "insert into events (id, customer_id, kind, name, properties, context, occurred_at, received_at)
             values ($1, $2, 'track', $3, $4, '{}', $5, now())",
        )
        .bind(ids::next())
        .bind(id.0)
        .bind(dice.one(v::EVENTS))
        .bind(dice.json(v::PROPERTIES))
        .bind(dice.instant())
        .execute(owner)
        .await
        .unwrap();
    }
    for _ in 0..dice.below(6) {
        let success = dice.any(any::<bool>());
        sqlx::query(
            "insert into login_activities (id, customer_id, email, login_time, login_method, success, device_info,
               failure_reason, created_at) values ($1, $2, 'x@example.com', $3, $4, $5, $6, $7, now())",
        )
        .bind(ids::next())
        .bind(id.0)
        .bind(dice.instant())
        .bind(dice.one(v::LOGIN_METHODS))
        .bind(success)
        .bind(dice.perhaps(|d| d.spelled(v::TEXTS)))
        .bind((!success).then(|| dice.one(v::REASONS)))
        .execute(owner)
        .await
        .unwrap();
    }
}

async fn people(store: &Store, dice: &mut Dice) -> Vec<CustomerId> {
    let mut ids = Vec::new();
    for n in 0..PEOPLE {
        let id = person(store, dice, n).await;
        rows(store, dice, id).await;
        ids.push(id);
    }
    // these people's totals are made up, so what is kept beside them is not what their rows come to
    store
        .sql(
            "update customer_activity a set last_login_at = coalesce(p.last_login_at, '-infinity'),
               last_active_at = greatest(coalesce(p.last_login_at, '-infinity'), p.last_order_at)
             from customer_profiles p where p.id = a.customer_id",
        )
        .await;
    ids
}

async fn listed(store: &Store, filter: &Filter, sort: CustomerSort, limit: i64) -> Vec<Uuid> {
    let by = PageBy { sort, desc: false, limit, cursor: None };
    let mut conn = store.staff().await;
    let page = customers::list(&mut conn, &store.keyring, filter, by).await.unwrap().unwrap();
    page.items.iter().map(|row| row.id.0).collect()
}

/// Whether some match and others don't.
async fn compare(store: &Store, at: Moment, people: &[CustomerId], rule: &Rule) -> bool {
    let everybody = people.len();
    let mut expected = Vec::new();
    for id in people {
        let mut conn = store.staff().await;
        let facts = segments::facts(&mut conn, &store.keyring, *id, rule, &at).await.unwrap().unwrap();
        if rule.matches(&facts, &at) {
            expected.push(id.0);
        }
    }
    expected.sort_unstable();
    let filter = Filter { rules: vec![RuleAt { rule: rule.clone(), at }], ..Filter::default() };
    // by sign-up the narrow table answers if it can, by name the profiles do
    for sort in [CustomerSort::Signup, CustomerSort::LastLogin, CustomerSort::Name] {
        let all = listed(store, &filter, sort, 200).await;
        let mut found = all.clone();
        found.sort_unstable();
        assert_eq!(found, expected, "{rule} as of {at:?}, by {sort}");
        // a page that the first step fills
        let first = listed(store, &filter, sort, 1).await;
        assert_eq!(first.first(), all.first(), "{rule} as of {at:?}, first by {sort}");
    }
    let count = customers::count(&mut *store.staff().await, &store.keyring, &filter).await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), expected.len(), "{rule} as of {at:?}");
    let (people, reach) = segments::reach(&store.db.staff, &filter).await.unwrap();
    assert_eq!((people, reach.email + reach.other_only + reach.none), (count, count), "{rule}");
    !expected.is_empty() && expected.len() < everybody
}

#[tokio::test]
async fn sql_finds_whom_the_evaluator_finds() {
    let rules = setting("PATRON_RULES").unwrap_or(RULES);
    let seed = setting("PATRON_RULES_SEED")
        .unwrap_or_else(|| u64::from(patron_domain::clock::Clock::system().now().timestamp_subsec_nanos()));
    println!("PATRON_RULES_SEED={seed}");
    let (mut asked, mut telling) = (0, 0);
    for shop in 0..rules.div_ceil(A_SHOP) {
        let store = Store::new().await;
        let mut dice = Dice::new(seed.wrapping_add(shop));
        let (at, people) = (dice.at, people(&store, &mut dice).await);
        for _ in 0..A_SHOP {
            let rule = dice.any(arbitrary::rule());
            asked += 1;
            telling += u64::from(compare(&store, at, &people, &rule).await);
            compare(&store, at, &people, &Rule::Not(Box::new(rule)).normal()).await;
        }
        // each kind of condition alone, where nothing hides it
        for _ in 0..A_SHOP {
            let condition = dice.any(arbitrary::condition());
            unknown(&store, at, &people, &condition).await;
            asked += 1;
            telling += u64::from(compare(&store, at, &people, &Rule::Is(condition)).await);
        }
    }
    println!("{telling} of {asked} rules are true of some and false of others");
    // rules that are true of nobody or of everybody prove little
    assert!(telling * 5 >= asked, "only {telling} of {asked} rules tell people apart");
}

#[tokio::test]
async fn a_reference_means_what_the_segment_means() {
    use patron_db::segments::store::{self as kept, Wanted};
    use patron_domain::{
        consent::Channel,
        ids::SegmentId,
        rule::SegmentKey,
        segment::{Audience, NamedSet},
    };
    let store = Store::new().await;
    let mut dice = Dice::new(11);
    let (at, people) = (dice.at, people(&store, &mut dice).await);
    let inside = |key, wanted| Rule::Is(Condition::new(Subject::Segment(key), Test::Is(wanted)));
    let mut keys: Vec<SegmentKey> = NamedSet::ALL.iter().map(|set| SegmentKey::Named(*set)).collect();
    let mut conn = store.staff().await;
    for n in 0..6 {
        let id = SegmentId::generate();
        // each may refer to one before
        let rule = Rule::Any(vec![Rule::Is(dice.any(arbitrary::condition())), inside(keys[n], n % 2 == 0)]);
        let title = format!("segment {n}");
        let wanted = Wanted {
            title: &title,
            definition: "",
            audience: if n % 2 == 0 { Audience::Analysis } else { Audience::Marketing },
            channel: Channel::Email,
            rule: &rule,
        };
        kept::insert(&mut conn, id, wanted, "test", at.now).await.unwrap();
        keys.push(SegmentKey::Saved(id));
    }
    for key in keys {
        for wanted in [true, false] {
            let rule = inside(key, wanted);
            let mut expected = 0;
            for id in &people {
                let facts =
                    segments::facts(&mut conn, &store.keyring, *id, &rule, &at).await.unwrap().unwrap();
                expected += i64::from(rule.matches(&facts, &at));
            }
            let resolved = segments::resolve(&mut conn, &rule).await.unwrap().unwrap();
            let filter = Filter { rules: vec![RuleAt { rule: resolved, at }], ..Filter::default() };
            let count = customers::count(&mut conn, &store.keyring, &filter).await.unwrap();
            assert_eq!(count, expected, "{rule} as of {at:?}");
        }
    }
}

/// The number of the unknown is the evaluator's too.
async fn unknown(store: &Store, at: Moment, people: &[CustomerId], condition: &Condition) {
    use patron_domain::rule::evaluate::{Outcome, outcome};
    let leaf = segments::condition(&store.db.staff, condition, &at).await.unwrap();
    let (mut matched, mut unknown) = (0, 0);
    let rule = Rule::Is(condition.clone());
    for id in people {
        let mut conn = store.staff().await;
        let facts = segments::facts(&mut conn, &store.keyring, *id, &rule, &at).await.unwrap().unwrap();
        matched += i64::from(rule.matches(&facts, &at));
        unknown += i64::from(outcome(condition, &facts, &at) == Outcome::Unknown);
    }
    assert_eq!(leaf.matched, matched, "{rule}");
    assert_eq!(leaf.unknown, unknown, "unknown of {rule}");
}

#[tokio::test]
async fn buckets_are_the_same_in_both_and_nobody_is_in_what_is_not_there() {
    let store = Store::new().await;
    let mut dice = Dice::new(7);
    let (at, people) = (dice.at, people(&store, &mut dice).await);
    let subjects = [
        Subject::Bucket { salt: "x".into(), percent: Decimal::new(3333, 2) },
        Subject::Campaign(patron_domain::ids::CampaignId::generate()),
        Subject::Holdout(patron_domain::ids::CampaignId::generate()),
        Subject::Export(patron_domain::ids::ExportId::generate()),
    ];
    for subject in subjects {
        for wanted in [true, false] {
            let rule = Rule::Is(Condition::new(subject.clone(), Test::Is(wanted)));
            compare(&store, at, &people, &rule).await;
        }
    }
}

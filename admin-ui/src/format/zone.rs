//! Instants in the store's zone, by the browser's own tables (`Intl`).

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use js_sys::{Array, Date, Function, Intl::DateTimeFormat, Object, Reflect};
use std::{cell::RefCell, collections::HashMap};
use wasm_bindgen::JsValue;

thread_local! {
    // Making a formatter costs far more than using it, and lists use it for every row.
    static FORMATTERS: RefCell<HashMap<(String, bool), Function>> = RefCell::default();
}

/// The wall clock of `zone` at `at`. Where the browser doesn't know the zone, UTC.
pub fn local(at: DateTime<Utc>, zone: &str) -> NaiveDateTime {
    write(at, zone, false).and_then(|text| read(&text)).unwrap_or_else(|| at.naive_utc())
}

/// `20/11/2026, 14:30:06`.
fn read(text: &str) -> Option<NaiveDateTime> {
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let mut next = || parts.next()?.parse::<u32>().ok();
    let (day, month, year) = (next()?, next()?, next()?);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    date.and_hms_opt(next()?, next()?, next()?)
}

/// `IST`, `GMT+1`.
pub fn abbreviation(at: DateTime<Utc>, zone: &str) -> String {
    write(at, zone, true)
        .and_then(|text| text.rsplit(", ").next().map(ToOwned::to_owned))
        .unwrap_or_else(|| "UTC".to_owned())
}

fn write(at: DateTime<Utc>, zone: &str, name_only: bool) -> Option<String> {
    FORMATTERS.with_borrow_mut(|known| {
        let key = (zone.to_owned(), name_only);
        if !known.contains_key(&key) {
            known.insert(key.clone(), formatter(zone, name_only));
        }
        let format = known.get(&key)?;
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of any date fit")]
        let date = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64));
        format.call1(&JsValue::UNDEFINED, &date).ok()?.as_string()
    })
}

fn formatter(zone: &str, name_only: bool) -> Function {
    let options = Object::new();
    let set = |key: &str, value: &str| {
        // Setting a property of a fresh object can't fail.
        let _ = Reflect::set(&options, &key.into(), &value.into());
    };
    set("timeZone", if known_zone(zone) { zone } else { "UTC" });
    if name_only {
        set("timeZoneName", "short");
    } else {
        for part in ["day", "month", "hour", "minute", "second"] {
            set(part, "2-digit");
        }
        set("year", "numeric");
        set("hourCycle", "h23");
    }
    let locale = if name_only { "en-IN" } else { "en-GB" };
    DateTimeFormat::new(&Array::of1(&locale.into()), &options).format()
}

/// `Intl` throws at a zone it doesn't know, and a constructor's exception can't be caught from here.
fn known_zone(zone: &str) -> bool {
    zone == "UTC" || js_zones().iter().any(|known| known == zone)
}

fn js_zones() -> Vec<String> {
    let Ok(intl) = Reflect::get(&js_sys::global(), &"Intl".into()) else { return Vec::new() };
    let Ok(values) = Reflect::get(&intl, &"supportedValuesOf".into()) else { return Vec::new() };
    let Ok(list) = Function::from(values).call1(&intl, &"timeZone".into()) else { return Vec::new() };
    // Browsers list one name per zone, and some list the older one.
    let mut zones: Vec<String> = Array::from(&list).iter().filter_map(|zone| zone.as_string()).collect();
    for (old, new) in [("Asia/Calcutta", "Asia/Kolkata"), ("Asia/Katmandu", "Asia/Kathmandu")] {
        if zones.iter().any(|zone| zone == old) {
            zones.push(new.to_owned());
        }
    }
    zones
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_text_is_read_by_its_digits() {
        let at = read("20/11/2026, 14:30:06").unwrap();
        assert_eq!(at.to_string(), "2026-11-20 14:30:06");
        assert_eq!(read("nonsense"), None);
    }
}

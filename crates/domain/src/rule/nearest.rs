//! The known name that is most like what somebody typed.

/// The nearest of `known`, if one is near enough to be what was meant. Case doesn't count.
pub(super) fn nearest<'a>(given: &str, known: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let given: Vec<char> = given.trim().chars().take(41).map(|c| c.to_ascii_lowercase()).collect();
    if given.is_empty() || given.len() > 40 {
        return None;
    }
    let allowed = 1 + given.len() / 4;
    known
        .map(|name| (distance(&given, name), name))
        .filter(|(steps, name)| *steps <= allowed && *steps < name.chars().count())
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, name)| name)
}

/// `; did you mean …?`, or nothing.
pub(super) fn hint(given: &str, known: &mut dyn Iterator<Item = &str>) -> String {
    nearest(given, known).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

/// How many letters have to be put in, taken out or changed (Levenshtein).
fn distance(given: &[char], name: &str) -> usize {
    let mut row: Vec<usize> = (0..=given.len()).collect();
    for (line, wanted) in name.chars().enumerate() {
        let wanted = wanted.to_ascii_lowercase();
        let mut corner = line;
        let mut left = line + 1;
        for (cell, typed) in row.iter_mut().zip(std::iter::once(None).chain(given.iter().map(Some))) {
            let above = *cell;
            left = match typed {
                None => line + 1,
                Some(typed) => (corner + usize::from(*typed != wanted)).min(above + 1).min(left + 1),
            };
            corner = above;
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_found_and_what_is_far_is_not() {
        let known = ["total_orders", "total_spent", "last_login_at"];
        let find = |given: &str| nearest(given, &mut known.into_iter());
        assert_eq!(find("total_order"), Some("total_orders"));
        assert_eq!(find("TOTAL_SPEND"), Some("total_spent"));
        assert_eq!(find("totl_ordres"), Some("total_orders"));
        assert_eq!(find("weather"), None);
        assert_eq!(find(""), None);
        assert_eq!(find(&"x".repeat(10_000)), None);
        assert_eq!(hint("lst_login_at", &mut known.into_iter()), "; did you mean `last_login_at`?");
        assert_eq!(distance(&['k', 'i', 't', 't', 'e', 'n'], "sitting"), 3);
        assert_eq!(distance(&[], "abc"), 3);
    }
}

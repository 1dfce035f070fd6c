//! What everybody's visits and orders come to: the totals that a profile carries.

use super::{
    plan::{Outcome, Plan},
    purchase::Contents,
    words::CATEGORIES,
};

/// One person's totals. Amounts are whole units of the shop's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    pub logins: u32,
    pub failed: u32,
    /// The last successful visit: place in the plan's visits.
    pub last_visit: Option<u32>,
    pub orders: u32,
    pub spent: i64,
    /// Without shipping.
    pub value: i64,
    /// Seconds since the season's start.
    pub first_order: Option<u32>,
    pub last_order: Option<u32>,
    /// Places in [`CATEGORIES`] in the order of the first purchase, four bits each, one more than the place.
    categories: u32,
}

impl Tally {
    fn add_category(&mut self, place: usize) {
        let mut shift = 0;
        while (self.categories >> shift) & 15 != 0 {
            if (self.categories >> shift) & 15 == place as u32 + 1 {
                return;
            }
            shift += 4;
        }
        self.categories |= (place as u32 + 1) << shift;
    }

    /// What they bought from, first purchase first.
    pub fn categories(&self) -> Vec<&'static str> {
        let places = (0..8).map(|n| (self.categories >> (4 * n)) & 15).take_while(|place| *place != 0);
        places.filter_map(|place| CATEGORIES.get(place as usize - 1).copied()).collect()
    }
}

/// Everybody's.
pub fn count(plan: &Plan) -> Vec<Tally> {
    let mut all = vec![Tally::default(); plan.signups.len()];
    for (place, visit) in plan.visits.iter().enumerate() {
        match visit.outcome {
            Outcome::UnknownEmail => {}
            Outcome::Success => {
                let tally = &mut all[visit.person as usize];
                tally.logins += 1;
                // they are in the order of time
                tally.last_visit = Some(place as u32);
            }
            Outcome::WrongPassword | Outcome::Blocked => all[visit.person as usize].failed += 1,
        }
    }
    for purchase in &plan.purchases {
        let contents = Contents::make_up(plan, purchase);
        let tally = &mut all[purchase.person as usize];
        for (product, _) in &contents.lines {
            if let Some(place) = CATEGORIES.iter().position(|name| *name == product.category) {
                tally.add_category(place);
            }
        }
        if !contents.status.is_counted() {
            continue;
        }
        tally.orders += 1;
        tally.spent += contents.total - contents.refunded;
        tally.value += (contents.total - contents.refunded - contents.shipping).max(0);
        tally.first_order.get_or_insert(purchase.at);
        tally.last_order = Some(purchase.at);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_stand_once_in_the_order_of_the_first_purchase() {
        let mut tally = Tally::default();
        for place in [3, 0, 3, 5, 0] {
            tally.add_category(place);
        }
        assert_eq!(tally.categories(), [CATEGORIES[3], CATEGORIES[0], CATEGORIES[5]]);
        assert!(Tally::default().categories().is_empty());
    }
}

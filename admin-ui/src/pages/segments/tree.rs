//! A rule as the builder has it: the same tree, with lines that may not be whole yet.

use super::condition::{Line, What, take};
use patron_domain::rule::Rule;

/// How the parts of a group go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    All,
    Any,
    None,
    NotAll,
}

impl Join {
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::All, "all", "All of"),
        (Self::Any, "any", "Any of"),
        (Self::None, "none", "None of"),
        (Self::NotAll, "not_all", "Not all of"),
    ];

    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(join, ..)| *join == self).map_or("all", |(_, word, _)| *word)
    }

    pub fn of(word: &str) -> Self {
        Self::ALL.iter().find(|(_, known, _)| *known == word).map_or(Self::All, |(join, ..)| *join)
    }

    /// What stands between two parts.
    pub const fn between(self) -> &'static str {
        match self {
            Self::All | Self::NotAll => "and",
            Self::Any | Self::None => "or",
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub id: u32,
    pub join: Join,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Group(Group),
    Line(Line),
}

impl Group {
    /// The builder's form of a rule.
    pub fn of(rule: &Rule, next: &mut u32) -> Self {
        let (join, rules) = match rule {
            Rule::All(rules) => (Join::All, rules.as_slice()),
            Rule::Any(rules) => (Join::Any, rules.as_slice()),
            Rule::Not(inner) => match inner.as_ref() {
                Rule::All(rules) => (Join::NotAll, rules.as_slice()),
                Rule::Any(rules) => (Join::None, rules.as_slice()),
                other => (Join::None, std::slice::from_ref(other)),
            },
            Rule::Is(_) => (Join::All, std::slice::from_ref(rule)),
        };
        let id = take(next);
        let parts = rules.iter().map(|rule| match rule {
            Rule::Is(condition) => Part::Line(Line::of(condition, next)),
            group => Part::Group(Self::of(group, next)),
        });
        Self { id, join, parts: parts.collect() }
    }

    /// The rule of what is whole; nothing of a group in which nothing is.
    fn part_rule(&self) -> Option<Rule> {
        let rules: Vec<Rule> = self.parts.iter().filter_map(Part::rule).collect();
        if rules.is_empty() && !self.parts.is_empty() {
            return None;
        }
        if rules.is_empty() && matches!(self.join, Join::Any | Join::None) {
            return Some(Rule::EVERYONE);
        }
        Some(match self.join {
            Join::All => Rule::All(rules),
            Join::Any => Rule::Any(rules),
            Join::None => Rule::Not(Box::new(Rule::Any(rules))),
            Join::NotAll => Rule::Not(Box::new(Rule::All(rules))),
        })
    }

    /// The rule; lines that aren't whole are left out.
    pub fn rule(&self) -> Rule {
        self.part_rule().unwrap_or(Rule::EVERYONE).normal()
    }

    /// Whether every line is whole.
    pub fn is_whole(&self) -> bool {
        self.parts.iter().all(|part| match part {
            Part::Group(group) => group.is_whole(),
            Part::Line(line) => line.condition().is_some(),
        })
    }

    /// Whether a line asks about something like this.
    pub fn asks(&self, fits: fn(&What) -> bool) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Group(group) => group.asks(fits),
            Part::Line(line) => fits(&line.what),
        })
    }

    pub fn group(&self, id: u32) -> Option<&Self> {
        if self.id == id {
            return Some(self);
        }
        self.parts.iter().find_map(|part| match part {
            Part::Group(group) => group.group(id),
            Part::Line(_) => None,
        })
    }

    pub fn group_mut(&mut self, id: u32) -> Option<&mut Self> {
        if self.id == id {
            return Some(self);
        }
        self.parts.iter_mut().find_map(|part| match part {
            Part::Group(group) => group.group_mut(id),
            Part::Line(_) => None,
        })
    }

    /// A line, or a filter in one.
    pub fn line(&self, id: u32) -> Option<&Line> {
        self.parts.iter().find_map(|part| match part {
            Part::Group(group) => group.line(id),
            Part::Line(line) if line.id == id => Some(line),
            Part::Line(line) => line.filters().iter().find(|filter| filter.id == id),
        })
    }

    pub fn line_mut(&mut self, id: u32) -> Option<&mut Line> {
        self.parts.iter_mut().find_map(|part| match part {
            Part::Group(group) => group.line_mut(id),
            Part::Line(line) => {
                if line.id == id {
                    return Some(line);
                }
                line.filters_mut().iter_mut().find(|filter| filter.id == id)
            }
        })
    }

    /// Takes out a line, a filter or a group, and the groups that are left with nothing.
    pub fn remove(&mut self, id: u32) {
        self.parts.retain_mut(|part| match part {
            Part::Group(group) if group.id == id => false,
            Part::Group(group) => {
                let had = !group.parts.is_empty();
                group.remove(id);
                !had || !group.parts.is_empty()
            }
            Part::Line(line) if line.id == id => false,
            Part::Line(line) => {
                if let What::Rows { filters, .. } = &mut line.what {
                    filters.retain(|filter| filter.id != id);
                }
                true
            }
        });
    }
}

impl Part {
    pub const fn id(&self) -> u32 {
        match self {
            Self::Group(group) => group.id,
            Self::Line(line) => line.id,
        }
    }

    fn rule(&self) -> Option<Rule> {
        match self {
            Self::Group(group) => group.part_rule(),
            Self::Line(line) => line.condition().map(Rule::Is),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use patron_domain::rule::parse::parse;

    #[test]
    fn every_rule_is_the_same_after_a_way_through_the_builder() {
        for text in [
            "everyone",
            "total_orders >= 3 and total_spent >= 1000",
            "last_login_at not in last 30 days and not (total_orders = 0 or status != \"active\" excluding unknown)",
            "not (total_orders >= 3 and email_verified = true)",
            "preferred_categories contains any (\"Kitchen\", \"Brass\") or birthday anniversary in next 7 days",
            "orders(amount >= 500, date in last 30 days).count >= 2",
            "event(\"Product Viewed\", property(\"category\") = \"Kitchen\").sum(property(\"price\")) > 10",
            "trait(\"plan\") = \"gold\" and in_segment(\"high_value\") and random_bucket(\"a\", 10)",
            "in_campaign(\"0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f\") and held_out(\"0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f\") = false",
            "in_export(\"0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f\") = false or total_orders >= 1",
            "signup_date between 2026-01-01 and 2026-02-01 or signup_date in month 3",
        ] {
            let rule = parse(text).unwrap();
            let group = Group::of(&rule, &mut 0);
            assert!(group.is_whole(), "{text}");
            assert_eq!(group.rule(), rule, "{text}");
        }
    }

    #[test]
    fn what_is_not_whole_is_left_out() {
        let rule = parse("total_orders >= 3 and (email = \"a\" or email = \"b\")").unwrap();
        let mut group = Group::of(&rule, &mut 0);
        let inner = match &group.parts[1] {
            Part::Group(inner) => inner.parts.clone(),
            Part::Line(_) => Vec::new(),
        };
        assert_eq!(inner.len(), 2);
        for part in &inner {
            group.line_mut(part.id()).unwrap().test.values = vec![String::new()];
        }
        assert!(!group.is_whole());
        assert_eq!(group.rule(), parse("total_orders >= 3").unwrap());
        for part in &inner {
            group.remove(part.id());
        }
        assert_eq!(group.parts.len(), 1, "a group goes with its last line");
    }
}

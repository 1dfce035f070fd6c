//! The builder: groups within groups, and lines in them.

use super::{
    condition::{Line, What},
    control::pick,
    fixed::Choices,
    line::line_view,
    tree::{Group, Join, Part},
};
use crate::{icons::Icon, session::use_format};
use leptos::prelude::*;
use patron_api_types::segments::ConditionCount;
use patron_domain::rule::{Attribute, MAX_DEPTH, Rule};
use std::collections::BTreeMap;

/// What is built.
#[derive(Clone, Copy)]
pub struct Builder {
    pub root: RwSignal<Group>,
    next: StoredValue<u32>,
    /// How many people each condition means by itself, by its text.
    pub counts: RwSignal<BTreeMap<String, ConditionCount>>,
    /// Values and names of the segments to refer to.
    pub segments: Memo<Vec<(String, String)>>,
    /// Campaigns and exports to refer to.
    pub fixed: Choices,
    pub sign: StoredValue<String>,
}

impl Builder {
    pub fn new(rule: &Rule, segments: Memo<Vec<(String, String)>>) -> Self {
        let mut next = 0;
        let root = RwSignal::new(Group::of(rule, &mut next));
        Self {
            root,
            next: StoredValue::new(next),
            counts: RwSignal::new(BTreeMap::new()),
            segments,
            fixed: Choices::ask(root),
            sign: StoredValue::new(use_format().with_value(|f| f.currency_sign())),
        }
    }

    /// Shows another rule.
    pub fn put(self, rule: &Rule) {
        let mut next = self.next.get_value();
        let root = Group::of(rule, &mut next);
        self.next.set_value(next);
        self.root.set(root);
    }

    /// A line that asks this.
    pub fn line(self, what: What) -> Line {
        let mut next = self.next.get_value();
        let line = Line::new(what, &mut next);
        self.next.set_value(next);
        line
    }

    /// Something of a line; tracks.
    pub fn read<T>(self, id: u32, read: impl FnOnce(&Line) -> T) -> Option<T> {
        self.root.with(|root| root.line(id).map(read))
    }

    pub fn peek<T>(self, id: u32, read: impl FnOnce(&Line) -> T) -> Option<T> {
        self.root.with_untracked(|root| root.line(id).map(read))
    }

    pub fn change(self, id: u32, change: impl FnOnce(&mut Line)) {
        self.root.update(|root| {
            if let Some(line) = root.line_mut(id) {
                change(line);
            }
        });
    }

    pub fn remove(self, id: u32) {
        self.root.update(|root| root.remove(id));
    }

    fn add(self, group: u32, part: Part) {
        self.root.update(|root| {
            if let Some(group) = root.group_mut(group) {
                group.parts.push(part);
            }
        });
    }

    fn new_line(self) -> Part {
        Part::Line(self.line(What::Attribute(Attribute::TotalOrders)))
    }

    fn add_group(self, group: u32) {
        let line = self.new_line();
        let id = self.next.get_value() + 1;
        self.next.set_value(id);
        let join = match self.join(group) {
            Join::Any | Join::None => Join::All,
            Join::All | Join::NotAll => Join::Any,
        };
        self.add(group, Part::Group(Group { id, join, parts: vec![line] }));
    }

    fn join(self, group: u32) -> Join {
        self.root.with_untracked(|root| root.group(group).map_or(Join::All, |group| group.join))
    }

    /// Its parts and whether each is a group; tracks.
    fn parts(self, group: u32) -> Vec<(u32, bool)> {
        let of = |group: &Group| {
            group.parts.iter().map(|part| (part.id(), matches!(part, Part::Group(_)))).collect()
        };
        self.root.with(|root| root.group(group).map(of)).unwrap_or_default()
    }

    /// What stands before a part.
    fn word(self, group: u32, part: u32) -> &'static str {
        self.root.with(|root| match root.group(group) {
            Some(group) if group.parts.first().is_some_and(|first| first.id() != part) => {
                group.join.between()
            }
            _ => "",
        })
    }
}

/// The whole builder; `locked` is what the audience adds, which can't be taken off.
pub fn builder_view(b: Builder, locked: Memo<Option<String>>) -> AnyView {
    let root = Memo::new(move |_| b.root.with(|root| root.id));
    view! {
        <div data-testid="builder">
            {move || group_view(b, root.get(), 1)}
            {move || locked.get().map(|text| view! {
                <div class="locked" data-testid="rule-locked">
                    <span class="word">"and"</span><Icon name="lock" class="sm"/>
                    <span class="grow"><b>"Active, with consent on the channel"</b><code>{text}</code></span>
                    <span class="small muted">"Always, for marketing"</span>
                </div>
            })}
        </div>
    }
    .into_any()
}

fn group_view(b: Builder, id: u32, level: usize) -> AnyView {
    let joins = Join::ALL.iter().map(|(_, word, text)| ((*word).to_owned(), (*text).to_owned())).collect();
    let now = b.join(id);
    let turn = Callback::new(move |word: String| {
        b.root.update(|root| {
            if let Some(group) = root.group_mut(id) {
                group.join = Join::of(&word);
            }
        });
    });
    let label = move || {
        let join = b.root.with(|root| root.group(id).map_or(Join::All, |group| group.join));
        match join {
            Join::All => "Match all of these",
            Join::Any => "Match any of these",
            Join::None => "Match none of these",
            Join::NotAll => "Do not match all of these",
        }
    };
    let part = move |(part, is_group): (u32, bool)| {
        let word = Memo::new(move |_| b.word(id, part));
        if is_group {
            view! {
                <div class="within"><span class="word">{word}</span>{group_view(b, part, level + 1)}</div>
            }
            .into_any()
        } else {
            line_view(b, part, word)
        }
    };
    let class = if level == 1 { "btn sm" } else { "btn sm ghost" };
    let everybody = move || b.root.with(|root| root.group(id).is_some_and(|group| group.parts.is_empty()));
    view! {
        <div class="rules" role="group" aria-label=label>
            <div class="join">
                {pick("Match", "select quiet", now.word(), vec![("", joins)], turn)}" these are true"
                {(level > 1).then(|| view! {
                    <button type="button" class="btn ghost sm square push" aria-label="Remove this group" on:click=move |_| b.remove(id)><Icon name="x" class="sm"/></button>
                })}
            </div>
            <For each=move || b.parts(id) key=|part| *part let:item>{part(item)}</For>
            <Show when=everybody><p class="small muted" style="padding-inline-start:34px">"No rules yet: everybody."</p></Show>
            <div class="row" style="padding-inline-start:34px">
                <button type="button" class=class data-testid=(level == 1).then_some("rule-add") on:click=move |_| b.add(id, b.new_line())><Icon name="plus" class="sm"/>"Rule"</button>
                {(level < MAX_DEPTH).then(|| view! {
                    <button type="button" class=class data-testid=(level == 1).then_some("group-add") on:click=move |_| b.add_group(id)><Icon name="plus" class="sm"/>"Group"</button>
                })}
            </div>
        </div>
    }
    .into_any()
}

//! What the dialog was told, and the query that it comes to.

use super::kind::{file_of, kind_of};
use leptos::prelude::*;
use patron_api_types::exports::{ExportFormat, ExportPreset, ExportQuery, FileType, PresetColumn};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    ids::{CampaignId, ExportPresetId},
    rule::SegmentKey,
};

/// What a new export begins with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    pub who: Who,
    pub express_only: bool,
}

/// Whom the file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    For(ExportFormat),
    Saved(ExportPresetId),
}

/// Of whom it is, before consent is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Who {
    #[default]
    Everybody,
    Segment(SegmentKey),
    Rule(String),
    Campaign(CampaignId),
}

impl Who {
    /// Its value in a list of choices.
    pub fn word(&self) -> String {
        match self {
            Self::Everybody => String::new(),
            Self::Segment(key) => format!("segment:{key}"),
            Self::Rule(text) => format!("rule:{text}"),
            Self::Campaign(id) => format!("campaign:{id}"),
        }
    }

    /// The choice with this value.
    pub fn of(word: &str) -> Self {
        let known = match word.split_once(':') {
            Some(("segment", key)) => key.parse().ok().map(Self::Segment),
            Some(("rule", text)) => Some(Self::Rule(text.to_owned())),
            Some(("campaign", id)) => id.parse().ok().map(Self::Campaign),
            _ => None,
        };
        known.unwrap_or_default()
    }
}

/// The nine columns of `customers`: name and header.
pub const NINE: [(&str, &str); 9] = [
    ("email", "Email"),
    ("full_name", "Full Name"),
    ("mobile_number", "Mobile Number"),
    ("signup_date", "Signup Date"),
    ("last_login", "Last Login"),
    ("login_count", "Login Count"),
    ("total_orders", "Total Orders"),
    ("total_spent", "Total Spent"),
    ("status", "Status"),
];

/// The names of those that are not left out, as the server takes them; nothing when all are in.
fn of_nine(left_out: &[&str]) -> Option<String> {
    let names: Vec<&str> =
        NINE.iter().map(|(name, _)| *name).filter(|name| !left_out.contains(name)).collect();
    (!left_out.is_empty()).then(|| names.join(","))
}

/// What was chosen so far.
#[derive(Clone, Copy)]
pub struct Choice {
    pub made: RwSignal<Made>,
    pub who: RwSignal<Who>,
    /// The rule of the address: it can be chosen again.
    pub rule: StoredValue<Option<String>>,
    pub channel: RwSignal<String>,
    pub express_only: RwSignal<bool>,
    pub kind: RwSignal<String>,
    pub hashed: RwSignal<bool>,
    pub purpose: RwSignal<String>,
    /// Names of columns that `customers` does without.
    pub left_out: RwSignal<Vec<&'static str>>,
    /// The columns of a file of one's own.
    pub columns: RwSignal<Vec<PresetColumn>>,
}

impl Choice {
    pub fn new(start: Start) -> Self {
        let rule = match &start.who {
            Who::Rule(text) => Some(text.clone()),
            _ => None,
        };
        Self {
            made: RwSignal::new(Made::For(ExportFormat::Mailchimp)),
            who: RwSignal::new(start.who),
            rule: StoredValue::new(rule),
            channel: RwSignal::new(Channel::Email.to_string()),
            express_only: RwSignal::new(start.express_only),
            kind: RwSignal::new("csv".to_owned()),
            hashed: RwSignal::new(false),
            purpose: RwSignal::new(String::new()),
            left_out: RwSignal::new(Vec::new()),
            columns: RwSignal::new(["email", "first_name", "last_name"].map(plain).to_vec()),
        }
    }

    /// Takes up a saved choice of columns.
    pub fn take(self, preset: &ExportPreset) {
        self.channel.set(preset.channel.to_string());
        self.kind.set(kind_of(preset.file, preset.flavour).to_owned());
        self.made.set(Made::Saved(preset.id));
    }

    pub fn is_marketing(self) -> bool {
        self.made.get() != Made::For(ExportFormat::Full)
    }

    pub fn can_be_hashed(self) -> bool {
        matches!(self.made.get(), Made::For(ExportFormat::Meta | ExportFormat::Google))
    }

    /// Workbooks are made in the background only.
    pub fn can_be_streamed(self) -> bool {
        self.kind.with(|kind| kind != "xlsx")
    }

    /// Whether columns have headers of their own, which only a preset keeps.
    pub fn is_renamed(self) -> bool {
        self.made.get() == Made::For(ExportFormat::Custom)
            && self.columns.with(|all| all.iter().any(|column| column.header.trim() != column.field))
    }

    /// Who and what; tracks every choice that the preview depends on. A full file has no channel and no basis: it is no
    /// marketing file.
    pub fn query(self) -> ExportQuery {
        let marketing = self.is_marketing();
        let (file, flavour) = self.kind.with(|kind| file_of(kind));
        let mut query = ExportQuery {
            channel: self.channel.get().parse().ok().filter(|_| marketing),
            basis: (marketing && self.express_only.get()).then_some(ConsentBasis::Express),
            file: Some(file),
            flavour: (file == FileType::Csv).then_some(flavour),
            hashed: (self.can_be_hashed() && self.hashed.get()).then_some(true),
            ..ExportQuery::default()
        };
        match self.who.get() {
            Who::Everybody => {}
            Who::Segment(key) => query.segment = Some(key),
            Who::Rule(text) => query.rule = Some(text),
            Who::Campaign(id) => query.campaign = Some(id),
        }
        match self.made.get() {
            Made::Saved(id) => query.preset = Some(id),
            Made::For(format) => {
                query.format = Some(format);
                query.columns = self.names(format);
            }
        }
        query
    }

    fn names(self, format: ExportFormat) -> Option<String> {
        match format {
            ExportFormat::Customers => self.left_out.with(|left_out| of_nine(left_out)),
            ExportFormat::Custom => {
                let names = |all: &Vec<PresetColumn>| {
                    all.iter().map(|column| column.field.as_str()).collect::<Vec<_>>().join(",")
                };
                Some(self.columns.with(names))
            }
            _ => None,
        }
    }

    /// The query of the file itself, with what it is for.
    pub fn file(self) -> ExportQuery {
        let purpose = self.purpose.get().trim().to_owned();
        ExportQuery { purpose: (!purpose.is_empty()).then_some(purpose), ..self.query() }
    }
}

/// A column under its field's own name.
pub fn plain(field: &str) -> PresetColumn {
    PresetColumn { field: field.to_owned(), header: field.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_nine_need_no_names_and_the_rest_keep_their_order() {
        assert_eq!(of_nine(&[]), None);
        let all_but = of_nine(&["mobile_number", "status"]).unwrap();
        assert_eq!(all_but, "email,full_name,signup_date,last_login,login_count,total_orders,total_spent");
    }

    #[test]
    fn a_choice_of_people_survives_its_word() {
        let id = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f";
        for who in [
            Who::Everybody,
            Who::of("segment:high_value"),
            Who::of(&format!("campaign:{id}")),
            Who::Rule("trait(\"a:b\") = \"c\"".to_owned()),
        ] {
            assert_eq!(Who::of(&who.word()), who);
        }
        assert!(matches!(Who::of("segment:high_value"), Who::Segment(_)));
    }
}

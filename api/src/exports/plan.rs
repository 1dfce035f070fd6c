//! What an export's query comes to: whose rows, which columns, written how.

use super::{
    formats::{self, Chosen, Layout},
    whom,
    writer::Context,
};
use crate::{
    error::{ApiError, ApiResult},
    segments::rules,
    state::AppState,
};
use patron_api_types::{
    exports::{CsvFlavour, ExportFormat, ExportQuery, ExportSource, FileType},
    problem::ErrorCode,
};
use patron_db::{
    PgConnection, campaigns,
    customers::Filter,
    exports::{
        Preview, marketing_filter,
        presets::{self, Preset},
        records::NewExport,
    },
    segments::RuleAt,
};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    rule::Rule,
    text,
};

/// How faults are named: parameters by their name, fields of a body by a pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Query,
    Body,
}

impl Named {
    /// A fault of `name`.
    pub(crate) fn fault(self, name: &str, message: impl Into<String>) -> ApiError {
        match self {
            Self::Query => ApiError::field(name, message),
            Self::Body => ApiError::field(format!("/{name}"), message),
        }
    }
}

/// A file to be made.
pub(crate) struct Plan {
    pub format: ExportFormat,
    /// The saved preset's name.
    pub preset: Option<String>,
    pub file: FileType,
    pub flavour: CsvFlavour,
    pub hashed: bool,
    /// `None` when it is no marketing file.
    pub channel: Option<Channel>,
    pub basis: Option<ConsentBasis>,
    pub purpose: Option<String>,
    pub source: ExportSource,
    /// The rule of segment and query together, without references to segments.
    pub rule: Option<Rule>,
    pub rules: Vec<RuleAt>,
    pub layout: Layout,
}

impl Plan {
    /// Reads a query.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) async fn of(state: &AppState, q: &ExportQuery, named: Named) -> ApiResult<Self> {
        let mut conn = state.db.staff.acquire().await?;
        let preset = preset(&mut conn, q, named).await?;
        let format = format(q, preset.as_ref(), named)?;
        let hashed = q.hashed.unwrap_or(false);
        if hashed && !matches!(format, ExportFormat::Meta | ExportFormat::Google) {
            return Err(named.fault("hashed", "only meta and google take hashed files"));
        }
        let layout = formats::layout(format, &chosen(q, preset.as_ref(), named)?, hashed)
            .map_err(|why| named.fault("columns", why.0))?;
        let flavour = match &preset {
            Some(preset) => preset.flavour.parse().unwrap_or(CsvFlavour::Guarded),
            None => CsvFlavour::Guarded,
        };
        let mut source = ExportSource { segment: q.segment, campaign: q.campaign, ..ExportSource::default() };
        let own = whom::segment(&mut conn, q, named, &mut source).await?;
        let rule = whom::rule(&mut conn, q, named).await?;
        source.rule = rule.as_ref().map(ToString::to_string);
        let at = rules::moment(state);
        let mut rules_at: Vec<RuleAt> = rule.iter().map(|rule| RuleAt { rule: rule.clone(), at }).collect();
        let mut of_campaign = None;
        if let Some(id) = q.campaign {
            let known = campaigns::get(&mut conn, id).await?;
            let known = known.ok_or_else(|| named.fault("campaign", "no such campaign"))?;
            source.campaign_name = Some(known.name);
            of_campaign = Some(known.channel);
            rules_at.push(RuleAt { rule: whom::treated(id), at });
        }
        let channel = q.channel.or(preset.as_ref().map(|p| p.channel)).or(own).or(of_campaign);
        let channel = channel.or_else(|| formats::channel_of(format)).unwrap_or(Channel::Email);
        // whoever is imported there is written to by email, and no column says whether they may be
        if channel != Channel::Email && matches!(format, ExportFormat::Mailchimp | ExportFormat::Listmonk) {
            let why = format!("must be email: {} writes emails to everybody in the file", format.title());
            return Err(named.fault("channel", why));
        }
        let file = q.file.or(preset.as_ref().map(|p| p.file)).unwrap_or(FileType::Csv);
        let flavour = q.flavour.unwrap_or(flavour);
        Ok(Self {
            format,
            file,
            flavour,
            hashed,
            channel: (format != ExportFormat::Full).then_some(channel),
            basis: if format == ExportFormat::Full { None } else { q.basis },
            purpose: purpose(q, named)?,
            preset: preset.map(|p| p.title),
            source,
            rule,
            rules: rules_at,
            // the columns that stand in this kind of file
            layout: layout.written(file, flavour),
        })
    }

    /// Whose rows.
    pub(crate) fn filter(&self) -> Filter {
        match self.channel {
            Some(channel) => marketing_filter(channel, self.basis, self.rules.clone()),
            None => Filter { rules: self.rules.clone(), ..Filter::default() },
        }
    }

    /// Counts of its people: a file that is no marketing file leaves nobody out.
    pub(crate) fn counted(&self, counts: Preview) -> Preview {
        match self.channel {
            Some(_) => counts,
            None => Preview { rows: counts.people, withdrawn: 0, not_asked: 0, not_active: 0, ..counts },
        }
    }

    /// What cells need to know besides the row.
    pub(crate) fn context(&self, state: &AppState) -> Context {
        Context { zone: state.shop.time_zone, currency: state.shop.currency.clone(), flavour: self.flavour }
    }

    /// The rule's tree.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub(crate) fn tree(&self) -> ApiResult<Option<serde_json::Value>> {
        let tree = self.rule.as_ref().map(serde_json::to_value).transpose();
        tree.map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))
    }

    /// The record of it; `columns` are the layout's headers.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub(crate) fn record<'a>(
        &'a self,
        q: &ExportQuery,
        columns: &'a [String],
        actor: &'a str,
    ) -> ApiResult<NewExport<'a>> {
        Ok(NewExport {
            format: self.format,
            preset: self.preset.as_deref(),
            file: self.file,
            flavour: self.flavour.as_str(),
            hashed: self.hashed,
            query: stored(q)?,
            segment: self.source.segment.map(|key| key.to_string()),
            segment_title: self.source.segment_title.as_deref(),
            rule: self.tree()?,
            rule_text: self.source.rule.as_deref(),
            campaign: self.source.campaign,
            campaign_name: self.source.campaign_name.as_deref(),
            channel: self.channel,
            basis: self.basis,
            purpose: self.purpose.as_deref(),
            columns,
            actor,
        })
    }
}

/// A query as it is kept; its ticket is used by then.
///
/// # Errors
/// Never in practice: it is written to memory.
pub(crate) fn stored(q: &ExportQuery) -> ApiResult<serde_json::Value> {
    let q = ExportQuery { ticket: None, ..q.clone() };
    serde_json::to_value(&q).map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause))
}

async fn preset(conn: &mut PgConnection, q: &ExportQuery, named: Named) -> ApiResult<Option<Preset>> {
    let Some(id) = q.preset else { return Ok(None) };
    let preset = presets::get(conn, id).await?;
    preset.map(Some).ok_or_else(|| named.fault("preset", "no such preset"))
}

fn format(q: &ExportQuery, preset: Option<&Preset>, named: Named) -> ApiResult<ExportFormat> {
    match (preset, q.format) {
        (None, format) => Ok(format.unwrap_or(ExportFormat::Customers)),
        (Some(_), None | Some(ExportFormat::Custom)) => Ok(ExportFormat::Custom),
        (Some(_), Some(_)) => Err(named.fault("format", "leave it out: a preset is of the format custom")),
    }
}

fn chosen(q: &ExportQuery, preset: Option<&Preset>, named: Named) -> ApiResult<Chosen> {
    match (preset, &q.columns) {
        (Some(_), Some(_)) => Err(named.fault("columns", "leave them out: the preset brings its own")),
        (Some(preset), None) => serde_json::from_value(preset.columns.clone())
            .map(Chosen::Preset)
            .map_err(|cause| ApiError::new(ErrorCode::Internal).cause(cause)),
        (None, Some(names)) => {
            Ok(Chosen::Names(names.split(',').map(|name| name.trim().to_owned()).collect()))
        }
        (None, None) => Ok(Chosen::Default),
    }
}

fn purpose(q: &ExportQuery, named: Named) -> ApiResult<Option<String>> {
    let purpose = q.purpose.as_deref().map_or(Ok(None), |purpose| text::optional(purpose, 200));
    purpose.map_err(|why| named.fault("purpose", why.0))
}

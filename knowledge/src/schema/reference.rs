//! References: every citation once, under the key that `sources` use.

use coxa::vocabulary::Status;
use serde::{Deserialize, Serialize};

use super::row::{Row, rows};
use super::value::Id;

/// The kind of a citation in the files.
pub const KIND: &str = "reference";

/// One citation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The key that `sources` use.
    pub key: String,
    /// The citation.
    pub citation: String,
    /// Its DOI, without a resolver's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doi: Option<String>,
    /// Whether the record itself was seen, or is recalled.
    pub status: Id<Status>,
    /// What a reader should know about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Row for Reference {
    const KIND: &'static str = KIND;

    const CITES: bool = false;

    fn id(&self) -> &str {
        &self.key
    }

    fn status(&self) -> Option<Status> {
        Some(self.status.0)
    }

    fn check(&self, place: &super::problem::Place, problems: &mut super::problem::Problems) {
        if let Some(doi) = self.doi.as_deref().filter(|doi| !doi.starts_with("10.") || !doi.contains('/')) {
            problems.add(
                place,
                format!("DOI {doi:?}"),
                "a bare DOI such as 10.1000/182",
                "write it without an address",
            );
        }
        if self.citation.contains("://") {
            problems.add(place, "a page address in the citation", "no address", "give the DOI in `doi` instead");
        }
        if !matches!(self.status.0, Status::Verified | Status::Memory) {
            problems.add(place, format!("status {}", self.status.0), "VERIFIED or MEMORY", "say whether it was seen");
        }
    }
}

rows! {
    /// The references.
    ReferenceRows {
        /// Every citation.
        references: Reference,
    }
}

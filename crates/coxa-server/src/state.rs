//! What every route may use.

use std::net::SocketAddr;
use std::sync::Arc;

use coxa_formats::Stamp;
use coxa_store::{Journals, PersonId};

use crate::Problem;

/// The id of the one person in single-person mode.
const ONLY: &str = "me";

/// Who may reach what.
#[derive(Debug, Clone)]
pub enum Access {
    /// One person without an account, on this machine only.
    Single {
        /// Where it listens: the only names under which it answers.
        address: SocketAddr,
    },
}

/// What every route may use.
pub struct State {
    /// The journals.
    pub(crate) journals: Arc<dyn Journals>,
    /// Who may reach what.
    pub(crate) access: Access,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("access", &self.access).finish_non_exhaustive()
    }
}

impl State {
    /// The state of a server over these journals.
    #[must_use]
    pub fn new(journals: Arc<dyn Journals>, access: Access) -> State {
        State { journals, access }
    }

    /// The person named in an address, when this request may reach that person.
    pub(crate) fn person(&self, named: &str) -> Result<PersonId, Problem> {
        match &self.access {
            // Whoever it names, somebody else must look the same as nobody.
            Access::Single { .. } if named == ONLY => PersonId::new(named).map_err(Problem::from),
            Access::Single { .. } => Err(Problem::unknown_person()),
        }
    }

    /// What documents made here say they were made with.
    pub(crate) fn stamp() -> Stamp {
        Stamp {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            knowledge_hash: coxa_knowledge::hash().to_owned(),
            rule_version: coxa_knowledge::rule_version().to_owned(),
        }
    }
}

//! Journals in one SQLite file.

mod backup;
mod connection;
mod erasure;
mod rows;
mod schema;
mod writer;

use std::path::{Path, PathBuf};

use sqlx::SqlitePool;
use tokio::sync::{RwLock, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::{
    Enrolment, Erased, EventRecord, Exported, Journals, Outcome, PersonId, PersonSummary, Reply, StoreError, Summary,
    Visit,
};
pub use backup::Backup;
use connection::failed;
use writer::{Ask, Request};

/// What opening does when there is no database yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMissing {
    /// Begins an empty one, readable by its owner only.
    Create,
    /// Errors with [`StoreError::Missing`].
    Refuse,
}

/// An open database. Any number of processes may have the same one open.
///
/// One connection writes, driven by a task that ends when this is closed or dropped; a few others read.
#[derive(Debug)]
pub struct SqliteJournals {
    path: PathBuf,
    readers: SqlitePool,
    requests: mpsc::Sender<Request>,
    writer: JoinHandle<()>,
    // Readers share it; an erasure takes it alone, because a reader's snapshot keeps erased bytes alive in the log.
    access: RwLock<()>,
}

impl SqliteJournals {
    /// Opens the database at `path`, brings its schema up to date and finishes an interrupted erasure.
    ///
    /// Must be called inside a tokio runtime, which has to live as long as the store.
    ///
    /// Errors with [`StoreError::Missing`], [`StoreError::NotOurs`], [`StoreError::NewerSchema`] (the file is left as it
    /// was), [`StoreError::NoLog`], [`StoreError::Busy`], [`StoreError::BadPath`] or an engine's error.
    pub async fn open(path: impl AsRef<Path>, missing: IfMissing) -> Result<SqliteJournals, StoreError> {
        let path = connection::prepare_file(path.as_ref(), missing)?;
        let mut writing = connection::for_writing(&path).await?;
        schema::bring_up_to_date(&mut writing).await?;
        if erasure::was_interrupted(&mut writing).await? {
            match erasure::scrub(&mut writing).await {
                // Somebody else is reading; the next opening tries again.
                Ok(()) | Err(StoreError::ErasureUnfinished | StoreError::Busy { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let (requests, waiting) = mpsc::channel(writer::WAITING_REQUESTS);
        let writer = tokio::spawn(writer::run(writing, waiting));
        Ok(SqliteJournals {
            readers: connection::for_reading(&path),
            path,
            requests,
            writer,
            access: RwLock::default(),
        })
    }

    /// Where the database is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Answers what was asked, folds the log into the database and closes every file.
    pub async fn close(self) {
        // The last connection to close folds and removes the log, and a reading one may not.
        self.readers.close().await;
        drop(self.requests);
        // It fails only when the runtime is going down, and then the files are closed anyway.
        let _ended = self.writer.await;
    }

    async fn ask<T>(
        &self,
        request: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Request,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.requests.send(request(reply)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

impl Journals for SqliteJournals {
    fn enrol<'a>(&'a self, person: &'a PersonId) -> Reply<'a, Enrolment> {
        Box::pin(self.ask(|reply| Request::Keep(Ask::Enrol { person: person.clone(), reply })))
    }

    fn append<'a>(&'a self, person: &'a PersonId, events: &'a [EventRecord]) -> Reply<'a, Vec<Outcome>> {
        let events = events.to_vec();
        Box::pin(self.ask(|reply| Request::Keep(Ask::Append { person: person.clone(), events, reply })))
    }

    fn read<'a>(&'a self, person: &'a PersonId, visit: &'a mut Visit<'a>) -> Reply<'a, u64> {
        Box::pin(async move {
            let _shared = self.access.read().await;
            // One transaction, so that "is there such a person" and the events are of one moment.
            let mut moment = self.readers.begin().await.map_err(failed)?;
            if !rows::is_known(&mut moment, person).await? {
                return Err(StoreError::UnknownPerson);
            }
            rows::visit_journal(&mut moment, person, visit).await
        })
    }

    fn read_since<'a>(&'a self, person: &'a PersonId, after: u64, visit: &'a mut Visit<'a>) -> Reply<'a, u64> {
        Box::pin(async move {
            let _shared = self.access.read().await;
            let mut moment = self.readers.begin().await.map_err(failed)?;
            if !rows::is_known(&mut moment, person).await? {
                return Err(StoreError::UnknownPerson);
            }
            rows::visit_arrivals(&mut moment, person, i64::try_from(after).unwrap_or(i64::MAX), visit).await
        })
    }

    fn people(&self) -> Reply<'_, Vec<PersonSummary>> {
        Box::pin(async move {
            let _shared = self.access.read().await;
            let mut reader = self.readers.acquire().await.map_err(failed)?;
            rows::people(&mut reader).await
        })
    }

    fn summary(&self) -> Reply<'_, Summary> {
        Box::pin(async move {
            let _shared = self.access.read().await;
            let mut moment = self.readers.begin().await.map_err(failed)?;
            rows::summary(&mut moment, i64::MAX).await
        })
    }

    fn erase<'a>(&'a self, person: &'a PersonId) -> Reply<'a, Erased> {
        Box::pin(async move {
            let _alone = self.access.write().await;
            self.ask(|reply| Request::Erase { person: person.clone(), reply }).await
        })
    }
}

impl SqliteJournals {
    /// Writes the journal of `person` as NDJSON to a new file `to`, which appears only when it is whole.
    ///
    /// Errors as [`Journals::export`] does, or with [`StoreError::Exists`], [`StoreError::BadPath`] or [`StoreError::File`].
    pub async fn export_to(&self, person: &PersonId, to: &Path) -> Result<Exported, StoreError> {
        let mut whole = crate::whole_file::WholeFile::begin(to)?;
        let mut buffered = std::io::BufWriter::new(whole.file());
        let exported = self.export(person, &mut buffered).await?;
        drop(buffered);
        whole.finish()?;
        Ok(exported)
    }
}

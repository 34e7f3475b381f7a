//! Safety copies: made while the store is in use, read back before they get their name, and restored the same way.

use std::fs::File;
use std::path::Path;

use sqlx::{Connection, SqliteConnection};

use super::connection::{failed, for_checking, for_copying, log_of};
use super::{SqliteJournals, rows};
use crate::whole_file::WholeFile;
use crate::{StoreError, Summary};

/// A copy that was read back and found whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backup {
    /// What it holds; keep the digest to compare with when restoring.
    pub summary: Summary,
    /// The size of its file.
    pub bytes: u64,
}

impl SqliteJournals {
    /// Copies everything into a new file `to` while appends go on, and reads the copy back.
    ///
    /// The copy holds every event acknowledged before the call. It appears under its name only after it was checked;
    /// nothing is overwritten.
    ///
    /// Errors with [`StoreError::Exists`], [`StoreError::BadPath`], [`StoreError::File`], [`StoreError::CopyDiffers`] or an
    /// engine's error; then there is no file.
    pub async fn backup(&self, to: impl AsRef<Path>) -> Result<Backup, StoreError> {
        // Keeps erasures out, so that what the copy holds stays in the source until both are compared.
        let _shared = self.access.read().await;
        let whole = begin(to.as_ref())?;
        let target = whole.path().to_str().ok_or_else(|| StoreError::BadPath { path: to.as_ref().to_owned() })?;
        let mut source = for_copying(self.path()).await?;
        let before = rows::summary(&mut source, 0).await?;
        let last_before = rows::last_ordinal(&mut source).await?;
        sqlx::query("VACUUM INTO ?1").bind(target).execute(&mut source).await.map_err(failed)?;

        let mut copy = for_checking(whole.path()).await?;
        let copied = checked(&mut copy).await?;
        let last_copied = rows::last_ordinal(&mut copy).await?;
        copy.close().await.map_err(failed)?;
        // Events are never changed, so the source can be asked for exactly what had arrived when the copy was made.
        let wanted = rows::summary(&mut source, last_copied).await?;
        source.close().await.map_err(failed)?;
        let complete = last_before <= last_copied && (before.people..=wanted.people).contains(&copied.people);
        if !complete || (copied.events, copied.digest) != (wanted.events, wanted.digest) {
            let detail = format!("{} events against {}", copied.events, wanted.events);
            return Err(StoreError::CopyDiffers { detail });
        }
        finish(whole, copied)
    }

    /// Reads a copy through: structure, references, and what it holds.
    ///
    /// It finds a damaged structure; a changed letter inside a line shows only against a digest kept elsewhere, or in the
    /// journal's own chain.
    ///
    /// Errors with [`StoreError::Missing`], [`StoreError::NotOurs`], [`StoreError::NewerSchema`], [`StoreError::Live`] or
    /// [`StoreError::Corrupt`].
    pub async fn check(copy: impl AsRef<Path>) -> Result<Backup, StoreError> {
        let mut connection = for_checking(copy.as_ref()).await?;
        let summary = checked(&mut connection).await?;
        connection.close().await.map_err(failed)?;
        let bytes = std::fs::metadata(copy.as_ref()).map_err(|error| StoreError::file(copy.as_ref(), &error))?.len();
        Ok(Backup { summary, bytes })
    }

    /// Checks `copy`, copies it to the new file `to` and checks that; a database there is never overwritten.
    ///
    /// Errors as [`SqliteJournals::check`] and [`SqliteJournals::backup`] do; then there is no file.
    pub async fn restore(copy: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<Backup, StoreError> {
        let wanted = SqliteJournals::check(copy.as_ref()).await?;
        let mut whole = begin(to.as_ref())?;
        let copied = File::open(copy.as_ref()).and_then(|mut file| std::io::copy(&mut file, whole.file()));
        copied.map_err(|error| StoreError::file(copy.as_ref(), &error))?;
        let found = SqliteJournals::check(whole.path()).await?;
        if found != wanted {
            return Err(StoreError::CopyDiffers { detail: "it changed while it was restored".to_owned() });
        }
        finish(whole, found.summary)
    }
}

/// A log left behind by another database of that name would be played into the new one.
fn begin(to: &Path) -> Result<WholeFile, StoreError> {
    let log = log_of(to);
    if log.symlink_metadata().is_ok() { Err(StoreError::Exists { path: log }) } else { WholeFile::begin(to) }
}

fn finish(whole: WholeFile, summary: Summary) -> Result<Backup, StoreError> {
    let bytes = std::fs::metadata(whole.path()).map_err(|error| StoreError::file(whole.path(), &error))?.len();
    whole.finish()?;
    Ok(Backup { summary, bytes })
}

async fn checked(copy: &mut SqliteConnection) -> Result<Summary, StoreError> {
    let findings: Vec<String> =
        sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_all(&mut *copy).await.map_err(failed)?;
    if let Some(detail) = findings.into_iter().find(|finding| finding != "ok") {
        return Err(StoreError::Corrupt { detail });
    }
    let orphans = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut *copy).await.map_err(failed)?;
    if !orphans.is_empty() {
        return Err(StoreError::Corrupt { detail: format!("{} events belong to nobody", orphans.len()) });
    }
    rows::summary(copy, i64::MAX).await
}

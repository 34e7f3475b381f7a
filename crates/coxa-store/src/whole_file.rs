//! A file that appears under its name only when it is whole.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::StoreError;

/// A file being written beside its target; removed again unless it is finished. Only its owner may read it.
pub(crate) struct WholeFile {
    file: NamedTempFile,
    target: PathBuf,
}

impl WholeFile {
    /// Begins a file that shall become `target`, in the folder of `target`.
    ///
    /// Errors with [`StoreError::Exists`], [`StoreError::BadPath`] or [`StoreError::File`].
    pub(crate) fn begin(target: &Path) -> Result<WholeFile, StoreError> {
        let bad = || StoreError::BadPath { path: target.to_owned() };
        let target = std::path::absolute(target).map_err(|_| bad())?;
        let (Some(folder), Some(_)) = (target.parent(), target.file_name()) else { return Err(bad()) };
        if target.symlink_metadata().is_ok() {
            return Err(StoreError::Exists { path: target });
        }
        let file = tempfile::Builder::new().prefix(".coxa-unfinished-").tempfile_in(folder);
        Ok(WholeFile { file: file.map_err(|error| StoreError::file(folder, &error))?, target })
    }

    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    pub(crate) fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Waits for the disk, then gives the file its name unless somebody else took that meanwhile.
    pub(crate) fn finish(self) -> Result<(), StoreError> {
        let target = self.target;
        self.file.as_file().sync_all().map_err(|error| StoreError::file(&target, &error))?;
        self.file.persist_noclobber(&target).map_err(|refused| match refused.error.kind() {
            ErrorKind::AlreadyExists => StoreError::Exists { path: target.clone() },
            _ => StoreError::file(&target, &refused.error),
        })?;
        sync_folder(&target)
    }
}

/// A new name is safe only when the folder that lists it is.
fn sync_folder(path: &Path) -> Result<(), StoreError> {
    match path.parent() {
        #[cfg(unix)]
        Some(folder) => {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| StoreError::file(folder, &error))
        }
        _ => Ok(()),
    }
}

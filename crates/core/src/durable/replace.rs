//! A file in place of another one: after a power cut there is the old one or the new one, whole.

use std::fs::File;
use std::io::{ErrorKind, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::{FileError, at, patiently, private, sibling, steps};

/// A file beside another one, that is to take its place, with its room on the disk and with all descriptors that this needs: from
/// here on a full disk or a process without descriptors is not in the way.
#[derive(Debug)]
pub(crate) struct Room {
    file: File,
    temporary: PathBuf,
    #[cfg(unix)]
    folder: File,
}

impl Room {
    /// Makes the file, whose name is that of the other one and an ending, with so many bytes. A file system that writes elsewhere what is written over promises nothing.
    pub(crate) fn secure(path: &Path, ending: &str, bytes: usize) -> Result<Self, FileError> {
        let temporary = sibling(path, ending);
        match patiently(|| std::fs::remove_file(&temporary)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(at(&temporary, "remove")(error)),
            _ => {}
        }
        #[cfg(unix)]
        let folder = {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(folder).map_err(at(folder, "open"))?
        };
        let mut file = private(&temporary, true).map_err(at(&temporary, "create"))?;
        if bytes > 0 {
            let room = file.write_all(&vec![b' '; bytes]).and_then(|()| file.sync_all());
            if let Err(error) = room {
                // Else it would keep the little space that there is.
                let _ = std::fs::remove_file(&temporary);
                return Err(at(&temporary, "make room in")(error));
            }
        }
        Ok(Self {
            file,
            temporary,
            #[cfg(unix)]
            folder,
        })
    }

    /// Writes the text, forces it to the disk, renames it over `path`, and forces the folder: after a power cut there is the old
    /// file or the new one, whole. After an error it can be tried again.
    pub(crate) fn replace(&self, path: &Path, text: &[u8]) -> Result<(), FileError> {
        let write = |mut file: &File| {
            file.seek(SeekFrom::Start(0))?;
            let (first, second) = text.split_at(text.len() / 2);
            file.write_all(first)?;
            steps::reach("half written");
            file.write_all(second)?;
            file.set_len(text.len() as u64)?;
            steps::reach("written");
            file.sync_all()
        };
        write(&self.file).map_err(at(&self.temporary, "write"))?;
        steps::reach("forced");
        patiently(|| std::fs::rename(&self.temporary, path)).map_err(at(path, "replace"))?;
        steps::reach("renamed");
        #[cfg(unix)]
        self.folder.sync_all().map_err(at(path, "force the folder of"))?;
        steps::reach("folder forced");
        Ok(())
    }

    /// The file, which stands in its place by now.
    pub(crate) fn into_file(self) -> File {
        self.file
    }

    /// Removes the file, which was not needed.
    pub(crate) fn release(self) {
        let _ = std::fs::remove_file(&self.temporary);
    }
}

/// Writes a new file in place of the old one, and returns it.
pub(crate) fn replace(path: &Path, text: &[u8]) -> Result<File, FileError> {
    let room = Room::secure(path, ".new", 0)?;
    match room.replace(path, text) {
        Ok(()) => Ok(room.into_file()),
        Err(error) => {
            room.release();
            Err(error)
        }
    }
}

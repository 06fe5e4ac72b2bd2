//! A download into a file, which is there whole or not at all.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::Download;
use crate::durable::patiently;
use crate::error::{Error, Result};
use crate::random::bits;

/// A file beside the one that is meant, of a name of its own; removed where it does not take its place.
struct Part {
    path: PathBuf,
    file: Option<File>,
}

impl Part {
    fn create(beside: &Path) -> std::io::Result<Self> {
        let name = beside.file_name().unwrap_or_default().to_string_lossy();
        let path = beside.with_file_name(format!(".{name}.{:016x}.part", bits()));
        // Never one that is there: another download's.
        let file = File::options().write(true).create_new(true).open(&path)?;
        Ok(Self { path, file: Some(file) })
    }

    fn write(&mut self, piece: &Bytes) -> std::io::Result<()> {
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(piece))
    }

    /// On the disk, and then under its name.
    fn finish(mut self, path: &Path) -> std::io::Result<()> {
        if let Some(file) = self.file.take() {
            // A program that has the earlier file open may let go of it.
            let named = file.sync_all().and_then(|()| patiently(|| std::fs::rename(&self.path, path)));
            if named.is_err() {
                self.file = Some(file);
            }
            named?;
        }
        #[cfg(unix)]
        {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

impl Download {
    /// Writes the body to a file, and says how many bytes it has. It is written beside the file under a name of its own, forced to the disk, and
    /// renamed at the end: whatever interrupts it, under the file's name there is what was there before, or the whole body. Two downloads
    /// to one name do not meet; the last one to end stays. A process that is killed leaves a file that ends in `.part`.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    ///
    /// # let folder = folder("download");
    /// let path = folder.join("report.csv");
    /// let client = client([Reply::new(200, "whole"), Reply::new(200, "ha").then_break()]);
    /// assert_eq!(client.call(&REPORT).send_stream().await?.to_file(&path).await?, 5);
    /// // The second one breaks off: what was there before stays.
    /// assert!(client.call(&REPORT).send_stream().await?.to_file(&path).await.is_err());
    /// assert_eq!(std::fs::read_to_string(&path)?, "whole");
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// The connection broke, or the file cannot be written.
    pub async fn to_file(mut self, path: impl Into<PathBuf>) -> Result<u64> {
        let path: PathBuf = path.into();
        let at = path.clone();
        let mut part = disk(&path, move || Part::create(&at)).await?;
        let mut written = 0;
        while let Some(piece) = self.next().await {
            let piece = piece?;
            written += piece.len() as u64;
            part = disk(&path, move || part.write(&piece).map(|()| part)).await?;
        }
        let at = path.clone();
        disk(&path, move || part.finish(&at)).await?;
        Ok(written)
    }
}

/// Does something to a file on tokio's threads for blocking work.
async fn disk<T: Send + 'static>(path: &Path, work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T> {
    let done =
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(std::io::Error::other("the runtime has ended")));
    // What arrived is not kept: the call itself changed nothing.
    done.map_err(|error| Error::storage(true, format!("{}: {error}", path.display())))
}

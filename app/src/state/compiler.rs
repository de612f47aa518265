//! The way to the compiler: it lives in the workers, so that the page does not grow by it.

use super::apart::Apart;
use super::datasets::unexpected;
use super::link::Link;
use super::{AppError, Scripts};
use crate::worker::protocol::{Compiled, LibraryScript, Outcome, Word, Work};

/// A worker that compiles. It starts with the first script and ends when the last of its clones is dropped.
#[derive(Clone)]
pub struct Compiler {
    link: Link,
    worker: Apart,
}

impl Compiler {
    /// A compiler that has not started yet.
    pub fn new(scripts: Scripts) -> Self {
        let lost = "The worker that compiles does not answer. What you typed is stored; reload the page.";
        Self { link: scripts.link, worker: Apart::new(lost) }
    }

    /// Compiles a script.
    ///
    /// # Errors
    /// The worker is lost, or the text is too long.
    pub async fn compile(&self, source: String) -> Result<Compiled, AppError> {
        let driver = self.link.driver().await?;
        match self.worker.ask(&driver, Work::Compile { source }).await? {
            (Outcome::Compiled(compiled), _) => Ok(*compiled),
            (other, _) => Err(unexpected(&other)),
        }
    }

    /// What scripts can name.
    ///
    /// # Errors
    /// The worker is lost.
    pub async fn words(&self) -> Result<Vec<Word>, AppError> {
        let driver = self.link.driver().await?;
        match self.worker.ask(&driver, Work::Words).await? {
            (Outcome::Words(words), _) => Ok(words),
            (other, _) => Err(unexpected(&other)),
        }
    }

    /// The scripts that ship with the product.
    ///
    /// # Errors
    /// The worker is lost.
    pub async fn library(&self) -> Result<Vec<LibraryScript>, AppError> {
        let driver = self.link.driver().await?;
        match self.worker.ask(&driver, Work::Library).await? {
            (Outcome::Library(scripts), _) => Ok(scripts),
            (other, _) => Err(unexpected(&other)),
        }
    }
}

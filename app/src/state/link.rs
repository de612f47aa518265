//! The way from the contexts to what does the work.

use std::rc::Rc;

use futures::channel::oneshot;
use futures::future::{FutureExt, LocalBoxFuture, Shared};
use leptos::prelude::*;

use super::AppError;
use crate::jobs::driver::Driver;

/// The driver, or why the page could not start.
pub(super) type Started = Result<Rc<Driver>, AppError>;

/// Holds the driver. Who asks before storage is open waits for it: a click right after the page appears counts like any other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link(StoredValue<Shared<LocalBoxFuture<'static, Started>>, LocalStorage>);

impl Link {
    /// A link, and where to put the driver.
    pub(super) fn new() -> (Self, oneshot::Sender<Started>) {
        let (sender, receiver) = oneshot::channel();
        let gone = || AppError::new("not_started", "Hindcast did not start. Reload the page.");
        let started = async move { receiver.await.unwrap_or_else(|_| Err(gone())) };
        (Self(StoredValue::new_local(started.boxed_local().shared())), sender)
    }

    /// The driver, as soon as storage is open.
    ///
    /// # Errors
    /// Storage could not be opened.
    pub(super) async fn driver(&self) -> Started {
        self.0.get_value().await
    }
}

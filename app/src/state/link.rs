//! The way from the contexts to what does the work.

use std::rc::Rc;

use leptos::prelude::*;

use super::AppError;
use crate::jobs::driver::Driver;

/// Holds the driver once storage is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link(StoredValue<Option<Rc<Driver>>, LocalStorage>);

impl Link {
    pub(super) fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    pub(super) fn set(&self, driver: Rc<Driver>) {
        self.0.set_value(Some(driver));
    }

    /// The driver.
    ///
    /// # Errors
    /// Storage is not open yet.
    pub(super) fn driver(&self) -> Result<Rc<Driver>, AppError> {
        self.0.get_value().ok_or_else(AppError::not_ready)
    }
}

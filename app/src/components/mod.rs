//! Parts that more than one page uses. They take props and know no page; only [`jobs_panel`] and [`header`] read contexts.

pub mod add_data;
pub mod chooser;
pub mod dataset_share;
pub mod desktop;
pub mod dialog;
pub mod field;
pub mod header;
pub mod icon;
pub mod import_data;
pub mod job_progress;
pub mod jobs_panel;
pub mod lazy;
pub mod look_ahead;
pub mod notice;
pub mod progress;
pub mod save;
pub mod segmented;
pub mod sort;
pub mod stages;
pub mod stat_value;
pub mod state_badge;
pub mod sync_mark;
pub mod tile;
pub mod toast;
pub mod virtual_table;

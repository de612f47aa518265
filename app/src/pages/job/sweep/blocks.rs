//! Rows of the table, fetched in blocks as they come into sight and kept while they are near.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::look::Look;
use crate::cells::{CellOrder, Question};
use crate::state::Cells;

/// Rows of a block.
pub(super) const BLOCK: usize = 64;
/// Blocks that are kept: what one sees, and what one saw a moment ago.
const KEPT: usize = 24;

type Block = ArcRwSignal<Option<Arc<Cells>>>;

/// The blocks.
#[derive(Clone, Copy)]
pub(super) struct Blocks {
    look: Look,
    order: RwSignal<CellOrder>,
    blocks: StoredValue<BTreeMap<usize, (u64, Block)>, LocalStorage>,
    clock: StoredValue<u64>,
    /// Blocks to fetch, the last first.
    wanted: StoredValue<Vec<usize>>,
    busy: StoredValue<bool>,
    /// Rows that pass the filters.
    pub(super) n_rows: RwSignal<usize>,
}

impl Blocks {
    /// No blocks yet; those in sight are fetched again when cells, order or filters change.
    pub(super) fn new(look: Look, order: RwSignal<CellOrder>) -> Self {
        let blocks = Self {
            look,
            order,
            blocks: StoredValue::new_local(BTreeMap::new()),
            clock: StoredValue::new(0),
            wanted: StoredValue::new(Vec::new()),
            busy: StoredValue::new(false),
            n_rows: RwSignal::new(0),
        };
        Effect::new(move |_| {
            order.track();
            look.filters.track();
            look.track();
            blocks.refresh();
        });
        blocks
    }

    /// The row at a position: cell, then every column. Reactive; `None` until it is there.
    pub(super) fn row(self, at: usize) -> Option<Vec<f64>> {
        let cells = self.block(at / BLOCK)?.get()?;
        let n_columns = self.look.columns.with_value(|columns| columns.len()) + 1;
        let from = at % BLOCK * n_columns;
        cells.numbers.get(from..from + n_columns).map(<[f64]>::to_vec)
    }

    fn block(self, at: usize) -> Option<Block> {
        let now = self.clock.try_update_value(|clock| {
            *clock += 1;
            *clock
        })?;
        let (block, is_new) = self.blocks.try_update_value(|blocks| {
            let is_new = !blocks.contains_key(&at);
            let entry = blocks.entry(at).or_insert_with(|| (now, ArcRwSignal::new(None)));
            entry.0 = now;
            let block = entry.1.clone();
            if blocks.len() > KEPT
                && let Some(oldest) = blocks.iter().min_by_key(|(_, (used, _))| *used).map(|(at, _)| *at)
            {
                blocks.remove(&oldest);
            }
            (block, is_new)
        })?;
        if is_new {
            self.want(at);
        }
        Some(block)
    }

    /// Fetches all blocks anew, those used last first.
    fn refresh(self) {
        let mut known: Vec<(u64, usize)> =
            self.blocks.with_value(|blocks| blocks.iter().map(|(at, (used, _))| (*used, *at)).collect());
        known.sort_unstable();
        let mut known: Vec<usize> = known.into_iter().map(|(_, at)| at).collect();
        if known.is_empty() {
            known.push(0);
        }
        self.wanted.set_value(known);
        self.fetch();
    }

    fn want(self, at: usize) {
        self.wanted.update_value(|wanted| {
            wanted.retain(|other| *other != at);
            wanted.push(at);
        });
        self.fetch();
    }

    fn fetch(self) {
        if self.busy.try_get_value() != Some(false) {
            return;
        }
        let Some(Some(at)) = self.wanted.try_update_value(Vec::pop) else { return };
        let (Some(reader), Some(source)) = (self.look.reader(), self.look.source()) else { return };
        self.busy.set_value(true);
        let (order, filters) = (self.order.get_untracked(), self.look.filters.get_untracked());
        let question =
            Question::Rows { order, filters: filters.clone(), from: (at * BLOCK) as u64, n: BLOCK as u64 };
        spawn_local(async move {
            let answer = reader.ask(source.clone(), question).await;
            drop(reader);
            match answer {
                Ok(cells) => self.fetched(at, order, cells),
                Err(error) => self.look.failed(&source, error),
            }
            self.busy.try_set_value(false);
            self.fetch();
        });
    }

    fn fetched(self, at: usize, order: CellOrder, cells: Cells) {
        // Another order was chosen meanwhile: the block is on the list again.
        if self.order.try_get_untracked() != Some(order) {
            return;
        }
        let n_rows = cells.answer.n_matched as usize;
        if self.n_rows.try_get_untracked().is_some_and(|shown| shown != n_rows) {
            self.n_rows.try_set(n_rows);
        }
        let block =
            self.blocks.try_with_value(|blocks| blocks.get(&at).map(|(_, block)| block.clone())).flatten();
        if let Some(block) = block {
            block.set(Some(Arc::new(cells)));
        }
    }
}

//! Why a trade filled where it did: here, because the answer repeats the bar with the engine's broker.

use engine::explain::{End, explain as explained};
use engine::trade::Trade;
use shared::job::RunSpec;

use super::Desk;
use super::task::Stop;
use crate::worker::protocol::{FillReason, FillReasons, Outcome};

/// Explains both fills.
pub(super) async fn explain(desk: &mut Desk, run: &RunSpec, trade: &Trade) -> Result<Outcome, Stop> {
    let series = desk.bars.get(&desk.opfs, run).await?;
    let reason = |end| {
        let explanation = explained(&series, &run.config, trade, end)?;
        let decided_time = *series.time().get(explanation.decided as usize)?;
        Some(FillReason { explanation, decided_time })
    };
    let both = reason(End::Entry).zip(reason(End::Exit));
    Ok(Outcome::Explained { reasons: both.map(|(entry, exit)| Box::new(FillReasons { entry, exit })) })
}

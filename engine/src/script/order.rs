//! Calls that make orders. Arguments that were not given are na.

use super::Fails;
use super::clock::Zone;
use super::heap::Heap;
use super::names::names;
use super::numbers::is_true;
use super::trades::Desk;
use crate::order::{Activation, OnFill, Order};
use crate::risk::{Limit, RiskRules};
use crate::strategy::Context;
use crate::trade::Side;

names! {
    /// Functions of `strategy.*` that act.
    pub enum OrderFn {
        Entry = "strategy.entry", Order = "strategy.order", Exit = "strategy.exit", Close = "strategy.close",
        CloseAll = "strategy.close_all", Cancel = "strategy.cancel", CancelAll = "strategy.cancel_all",
        Stop = "runtime.error", RiskSide = "strategy.risk.allow_entry_in", RiskPosition = "strategy.risk.max_position_size",
        RiskFills = "strategy.risk.max_intraday_filled_orders", RiskDrawdown = "strategy.risk.max_drawdown",
        RiskDay = "strategy.risk.max_intraday_loss", RiskDays = "strategy.risk.max_cons_loss_days",
    }
}

/// Arguments in the order of the call, with names for their places.
struct Given<'a> {
    args: &'a [f64],
    heap: &'a Heap,
}

impl Given<'_> {
    fn number(&self, at: usize) -> Option<f64> {
        self.args.get(at).copied().filter(|x| !x.is_nan())
    }

    fn text(&self, at: usize) -> Option<String> {
        self.number(at).and_then(|x| self.heap.read(x)).map(str::to_owned)
    }

    fn named(&self, order: Order, comment: usize) -> Order {
        match self.text(comment).filter(|comment| !comment.is_empty()) {
            Some(comment) => order.signal(comment),
            None => order,
        }
    }

    fn with(&self, order: Order, at: usize, set: impl FnOnce(Order, f64) -> Order) -> Order {
        match self.number(at) {
            Some(value) => set(order, value),
            None => order,
        }
    }
}

pub(super) fn call(func: OrderFn, args: &[f64], desk: Option<&mut Desk<'_, '_>>, heap: &Heap) -> Fails<f64> {
    let given = Given { args, heap };
    if func == OrderFn::Stop {
        return Err(given.text(0).unwrap_or_else(|| "The script stopped itself.".to_owned()));
    }
    let Some(Desk { context, risk, zone, .. }) = desk else { return Ok(f64::NAN) };
    let id = given.text(0).unwrap_or_default();
    match func {
        OrderFn::Entry | OrderFn::Order => {
            let side = if given.number(1).is_some_and(|direction| direction > 0.0) {
                Side::Long
            } else {
                Side::Short
            };
            let order = if func == OrderFn::Entry { Order::entry(id, side) } else { Order::net(id, side) };
            let order = given.with(order, 2, Order::quantity);
            let order = given.with(order, 3, Order::limit);
            let order = given.with(order, 4, Order::stop);
            let order = match (given.text(5).filter(|name| !name.is_empty()), given.text(6).as_deref()) {
                (Some(name), Some("cancel")) => order.group(name, OnFill::Cancel),
                (Some(name), Some("reduce")) => order.group(name, OnFill::Reduce),
                _ => order,
            };
            context.submit(given.named(order, 7));
        }
        OrderFn::Exit => exit(&given, id, context),
        OrderFn::Close => {
            let order = given.with(Order::close(id), 2, Order::quantity);
            let order = given.with(order, 3, |order, percent| order.share((percent / 100.0).min(1.0)));
            let order = if given.number(4).is_some_and(is_true) { order.immediately() } else { order };
            context.submit(given.named(order, 1));
        }
        OrderFn::CloseAll => {
            let order = Order::close_all();
            let order = if given.number(1).is_some_and(is_true) { order.immediately() } else { order };
            context.submit(given.named(order, 0));
        }
        OrderFn::Cancel => context.cancel(&id),
        OrderFn::CancelAll => context.cancel_all(),
        OrderFn::Stop => {}
        _ => set_risk(func, &given, context, risk, zone),
    }
    Ok(f64::NAN)
}

/// A limit that the script sets itself; setting the same again changes nothing.
fn set_risk(func: OrderFn, given: &Given<'_>, context: &mut Context<'_>, risk: &mut RiskRules, zone: &Zone) {
    let before = risk.clone();
    let number = given.number(0);
    let count = number.map(|n| n.max(0.0) as u32);
    let limit = number.map(|n| match given.text(1).as_deref() {
        Some("cash") => Limit::Cash(n),
        _ => Limit::Ratio(n / 100.0),
    });
    match func {
        OrderFn::RiskSide => {
            risk.entries_only = match given.text(0).as_deref() {
                Some("long") => Some(Side::Long),
                Some("short") => Some(Side::Short),
                _ => None,
            };
        }
        OrderFn::RiskPosition => risk.max_position = number,
        OrderFn::RiskFills => risk.max_fills_a_day = count,
        OrderFn::RiskDrawdown => risk.max_drawdown = limit,
        OrderFn::RiskDay => risk.max_day_loss = limit,
        OrderFn::RiskDays => risk.max_losing_days = count,
        _ => {}
    }
    if *risk != before {
        if risk.day_starts.is_empty() {
            risk.day_starts = zone.day_starts(context.series().time());
        }
        context.set_risk(risk.clone());
    }
}

/// id, from_entry, qty, qty_percent, profit, limit, loss, stop, trail_price, trail_points, trail_offset, oca_name, comment,
/// comment_profit, comment_loss, comment_trailing, version
fn exit(given: &Given<'_>, id: String, context: &mut Context<'_>) {
    let order = match given.text(1).filter(|from| !from.is_empty()) {
        Some(from) => Order::exit(id, from),
        None => Order::exit_all(id),
    };
    // Version 5: an absolute price counts, and the distance beside it does not.
    let is_first_reached = given.number(16).is_some_and(|version| version >= 6.0);
    let order = given.with(order, 2, Order::quantity);
    let order = given.with(order, 3, |order, percent| order.share((percent / 100.0).min(1.0)));
    let order = given.with(order, 5, Order::limit);
    let order = given.with(order, 7, Order::stop);
    let order = if is_first_reached || given.number(5).is_none() {
        given.with(order, 4, Order::profit)
    } else {
        order
    };
    let order =
        if is_first_reached || given.number(7).is_none() { given.with(order, 6, Order::loss) } else { order };
    let activation = given.number(8).map(Activation::Price).or(given.number(9).map(Activation::Ticks));
    let order = match (activation, given.number(10)) {
        (Some(activation), Some(offset)) => order.trail(activation, offset),
        (Some(activation), None) => order.trail_from(activation),
        _ => order,
    };
    let has_price = (4..=9).any(|at| given.number(at).is_some());
    if !has_price {
        return;
    }
    let order = match given.text(11).filter(|name| !name.is_empty()) {
        Some(name) => order.group(name, OnFill::Cancel),
        None => order,
    };
    let order = given.named(order, 12);
    let text = |at: usize| given.text(at).filter(|text| !text.is_empty());
    let order = if let Some(name) = text(13) { order.target_signal(name) } else { order };
    let order = if let Some(name) = text(14) { order.stop_signal(name) } else { order };
    let order = if let Some(name) = text(15) { order.trail_signal(name) } else { order };
    context.submit(order);
}

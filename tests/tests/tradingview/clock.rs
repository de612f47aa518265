//! Strategies that act at a time of day: UTC, of the signal bar's open.

use engine::order::{Activation, Order};
use engine::strategy::{Context, Strategy};
use engine::trade::Side;

fn is_at(context: &Context<'_>, hour: i64, minute: i64) -> bool {
    context.time().rem_euclid(86_400_000) == (hour * 60 + minute) * 60_000
}

pub(crate) struct TwoStopEntries;

impl Strategy for TwoStopEntries {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let close = context.close();
        if is_at(context, 2, 45) && context.is_flat() {
            context.submit(Order::entry("near long", Side::Long).stop(close * 1.002));
            context.submit(Order::entry("near short", Side::Short).stop(close * 0.998));
        }
        if is_at(context, 14, 45) && context.is_flat() {
            context.submit(Order::entry("far long", Side::Long).stop(close * 1.004));
            context.submit(Order::entry("far short", Side::Short).stop(close * 0.996));
        }
        if (is_at(context, 6, 15) || is_at(context, 18, 15)) && !context.is_flat() {
            context.submit(Order::close_all());
        }
    }
}

pub(crate) struct StopEntriesAtClose;

impl Strategy for StopEntriesAtClose {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let close = context.close();
        if is_at(context, 4, 45) && context.is_flat() {
            context.submit(Order::entry("morning long", Side::Long).stop(close));
            context.submit(Order::entry("morning short", Side::Short).stop(close));
        }
        if is_at(context, 16, 45) && context.is_flat() {
            context.submit(Order::entry("evening short", Side::Short).stop(close));
            context.submit(Order::entry("evening long", Side::Long).stop(close));
        }
        if (is_at(context, 8, 15) || is_at(context, 20, 15)) && !context.is_flat() {
            context.submit(Order::close_all());
        }
    }
}

pub(crate) struct Bracket;

impl Strategy for Bracket {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if is_at(context, 0, 15) && context.is_flat() {
            context.submit(Order::entry("long", Side::Long));
        }
        if let Some(entry) = context.average_entry_price() {
            context.submit(Order::exit("bracket", "long").limit(entry * 1.004).stop(entry * 0.996));
            if is_at(context, 6, 15) {
                context.submit(Order::close("long"));
            }
        }
    }
}

pub(crate) struct TrailingStop;

impl Strategy for TrailingStop {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if is_at(context, 9, 15) && context.is_flat() {
            context.submit(Order::entry("trail long", Side::Long));
        }
        if is_at(context, 15, 15) && context.is_flat() {
            context.submit(Order::entry("trail short", Side::Short));
        }
        if !context.is_flat() {
            context.submit(Order::exit_all("trail").trail(Activation::Ticks(80.0), 40.0));
        }
        if is_at(context, 23, 45) && !context.is_flat() {
            context.submit(Order::close_all());
        }
    }
}

pub(crate) struct PercentOfEquity;

impl Strategy for PercentOfEquity {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if is_at(context, 8, 15) && context.is_flat() {
            context.submit(Order::entry("long", Side::Long));
        }
        if is_at(context, 12, 15) && context.is_long() {
            context.submit(Order::close("long"));
        }
    }
}

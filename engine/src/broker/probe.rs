//! One order and one bar, by themselves: what would have filled, for explanations.

use super::{Broker, Manner, Phase};
use crate::account::{Fill, Name};
use crate::config::RunConfig;
use crate::fill::{Cause, FillRule, Levels};
use crate::order::Order;
use crate::series::Row;
use crate::trade::{ExitReason, OrderId, Side, Trade};

/// The position and the orders with which a bar begins.
#[derive(Debug)]
pub(crate) struct Probe {
    /// Side and entry price of a trade that is open when the bar opens.
    pub(crate) held: Option<(Side, f64)>,
    /// Orders decided before the bar.
    pub(crate) orders: Vec<Order>,
}

impl Probe {
    /// The trades that the bar makes of it, the open one last. No costs, ticks or margin: prices are those before costs.
    /// `high_first`: the order of the extremes; `None`: every stop before any limit.
    pub(crate) fn run(self, bar: &Row, high_first: Option<bool>) -> Vec<Trade> {
        let mut config = RunConfig::default();
        (config.account.margin_long, config.account.margin_short) = (0.0, 0.0);
        config.account.initial_cash = f64::MAX;
        let mut broker = Broker::new(&config);
        if let Some((side, price)) = self.held {
            broker.account.enter(side, 1.0, entry_at(price), ExitReason::Signal);
        }
        for order in self.orders {
            broker.book.place(order.quantity(1.0), 0);
        }
        broker.share_out(bar.open);
        (broker.bar, broker.bar_open, broker.phase) = (1, bar.open, Phase::Open);
        broker.book.begin_bar(bar.open);
        broker.fill_market_orders(bar.open, FillRule::MarketAtOpen);
        broker.settle(bar.open);
        broker.phase = Phase::Inside;
        let manner = match high_first {
            Some(true) => Manner::HighThenLow,
            Some(false) => Manner::LowThenHigh,
            None => Manner::StopsFirst,
        };
        broker.pass(bar, manner);
        broker.account.into_trades(1, bar.close, |_| 0)
    }
}

fn entry_at(price: f64) -> Fill {
    let cause = Cause {
        rule: FillRule::MarketAtOpen,
        level: None,
        levels: Levels::default(),
        raw_price: price,
        decided: 0,
        ambiguous: false,
    };
    Fill {
        bar: 0,
        turn: 0,
        price,
        commission_per_unit: 0.0,
        slippage_per_unit: 0.0,
        name: Name::of(OrderId::Borrowed("entry")),
        cause,
    }
}

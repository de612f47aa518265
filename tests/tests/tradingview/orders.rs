//! Strategies of the lists that are about orders; what each does stands beside the reference data.

use std::rc::Rc;

use engine::config::{Commission, FillOn, RunConfig, Sizing};
use engine::indicator::{Column, Indicators, Source};
use engine::order::{Activation, OnFill, Order};
use engine::risk::RiskRules;
use engine::series::{Bar, Series};
use engine::strategy::{Context, Strategy};
use engine::trade::Side::{self, Long, Short};

use tests::list_row::Row;

use super::{DAY, base_config, run};

/// A strategy that is one function.
struct Does<F>(F);

impl<F: FnMut(&mut Context<'_>)> Strategy for Does<F> {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        (self.0)(context);
    }

    fn reads_trades(&self) -> bool {
        true
    }
}

pub(crate) struct List {
    pub(crate) name: &'static str,
    /// Day of April 2025, counted from March 31 as 0, on which its chart starts.
    pub(crate) start: i64,
    pub(crate) run: fn(&Rc<Series>, RunConfig) -> Vec<Row>,
}

const fn list(name: &'static str, run: fn(&Rc<Series>, RunConfig) -> Vec<Row>) -> List {
    List { name, start: 0, run }
}

pub(crate) const LISTS: [List; 13] = [
    list("bracket_from_tuple", bracket_from_tuple),
    list("two_brackets", two_brackets),
    list("net_orders_reduce", net_orders_reduce),
    list("half_target_rest_stop", half_target_rest_stop),
    list("pyramid_three_lots", pyramid_three_lots),
    list("stop_flip_with_pyramiding", stop_flip_with_pyramiding),
    list("range_stops_capped", range_stops_capped),
    list("risk_limits", risk_limits),
    list("far_stops_on_close", far_stops_on_close),
    list("stop_target_trail", stop_target_trail),
    list("entry_and_close_same_bar", entry_and_close_same_bar),
    list(CASH_PYRAMID, cash_pyramid),
    List { name: "size_by_last_trade", start: 5, run: size_by_last_trade },
];

/// Its sizes depend on a currency rate that is in no file.
pub(crate) const CASH_PYRAMID: &str = "cash_pyramid";

pub(crate) fn config() -> RunConfig {
    let mut config = base_config();
    config.window.start = None;
    config
}

fn is_at(context: &Context<'_>, hour: i64, minute: i64) -> bool {
    context.time().rem_euclid(DAY) == (hour * 60 + minute) * 60_000
}

struct Averages {
    fast: Column,
    slow: Column,
    rsi: Column,
    atr: Column,
}

impl Averages {
    fn new(indicators: &mut Indicators) -> Self {
        Self {
            fast: indicators.ema(Source::Close, 9),
            slow: indicators.ema(Source::Close, 21),
            rsi: indicators.rsi(Source::Close, 14),
            atr: indicators.atr(14),
        }
    }
}

fn bracket_from_tuple(series: &Rc<Series>, config: RunConfig) -> Vec<Row> {
    run(series, config, |indicators| {
        let Averages { fast, slow, atr, .. } = Averages::new(indicators);
        Does(move |context: &mut Context<'_>| {
            let side = match (context.crosses_above(&fast, &slow), context.crosses_below(&fast, &slow)) {
                (true, _) => Long,
                (_, true) => Short,
                _ => return,
            };
            if context.is_flat() {
                let (close, away) = (context.close(), side.sign() * context.value(&atr));
                let id = if side == Long { "L" } else { "S" };
                context.submit(Order::entry(id, side));
                context.submit(Order::exit("X", id).stop(close - 1.5 * away).limit(close + 3.0 * away));
            }
        })
    })
}

fn two_brackets(series: &Rc<Series>, config: RunConfig) -> Vec<Row> {
    run(series, config, |indicators| {
        let Averages { fast, slow, rsi, atr } = Averages::new(indicators);
        Does(move |context: &mut Context<'_>| {
            if context.crosses_above(&fast, &slow) && context.value(&rsi) < 60.0 && context.is_flat() {
                context.submit(Order::entry("L", Long).quantity(2.0));
            }
            if let Some(entry) = context.average_entry_price() {
                let atr = context.value(&atr);
                for (id, group, away) in [("X_A", "A", atr), ("X_B", "B", 2.0 * atr)] {
                    let exit = Order::exit(id, "L").quantity(1.0).stop(entry - away).limit(entry + away);
                    context.submit(exit.group(group, OnFill::Cancel));
                }
            }
        })
    })
}

fn net_orders_reduce(series: &Rc<Series>, config: RunConfig) -> Vec<Row> {
    run(series, config, |_| {
        Does(|context: &mut Context<'_>| {
            if is_at(context, 7, 15) && context.is_flat() {
                context.submit(Order::entry("L", Long));
            }
            if let Some(entry) = context.average_entry_price() {
                let order =
                    |id: &'static str| Order::net(id, Short).quantity(1.0).group("out", OnFill::Reduce);
                context.submit(order("TP").limit(entry * 1.004));
                context.submit(order("SL").stop(entry * 0.996));
            } else {
                context.cancel("TP");
                context.cancel("SL");
            }
            if context.is_long() && is_at(context, 13, 15) {
                context.submit(Order::close("L"));
            }
        })
    })
}

fn half_target_rest_stop(series: &Rc<Series>, config: RunConfig) -> Vec<Row> {
    run(series, config, |_| {
        Does(|context: &mut Context<'_>| {
            if is_at(context, 1, 15) && context.is_flat() {
                context.submit(Order::entry("L", Long).quantity(2.0));
            }
            if let Some(entry) = context.average_entry_price() {
                context.submit(Order::exit("HALF_TP", "L").limit(entry * 1.003).share(0.5));
                context.submit(Order::exit("REST_SL", "L").stop(entry * 0.994));
            }
            if context.is_long() && is_at(context, 9, 15) {
                context.submit(Order::close("L"));
            }
        })
    })
}

fn pyramid_three_lots(series: &Rc<Series>, mut config: RunConfig) -> Vec<Row> {
    config.execution.pyramiding = 3;
    run(series, config, |_| {
        Does(|context: &mut Context<'_>| {
            for (hour, id, side) in [(0, "L", Long), (12, "S", Short)] {
                let is_held = if side == Long { context.is_long() } else { context.is_short() };
                let adds = is_held && (is_at(context, hour, 30) || is_at(context, hour, 45));
                if adds || context.is_flat() && is_at(context, hour, 15) {
                    context.submit(Order::entry(id, side));
                }
                if is_at(context, hour + 1, 15) {
                    context.submit(Order::close(id));
                }
            }
        })
    })
}

fn stop_flip_with_pyramiding(series: &Rc<Series>, mut config: RunConfig) -> Vec<Row> {
    config.execution.pyramiding = 4;
    run(series, config, |indicators| {
        let Averages { fast, slow, rsi, atr } = Averages::new(indicators);
        Does(move |context: &mut Context<'_>| {
            if context.crosses_above(&fast, &slow) && context.value(&rsi) < 70.0 {
                context.submit(Order::entry("L", Long));
            }
            if context.crosses_below_level(&rsi, 50.0) {
                let stop = context.bar().low - 0.25 * context.value(&atr);
                context.submit(Order::entry("S", Short).stop(stop));
            }
            if is_at(context, 21, 45) {
                context.submit(Order::close_all());
            }
        })
    })
}

/// The bars before the current one, of which the strategy needs two.
#[derive(Default)]
struct Before([Option<Bar>; 2]);

impl Before {
    fn next(&mut self, bar: Bar) -> Option<Bar> {
        self.0.swap(0, 1);
        self.0[0].replace(bar);
        self.0[1]
    }
}

fn range_stops_capped(series: &Rc<Series>, config: RunConfig) -> Vec<Row> {
    run(series, config, |indicators| {
        let (atr, mut bars) = (indicators.atr(14), Before::default());
        Does(move |context: &mut Context<'_>| {
            if context.bar_index() == 0 {
                context.set_risk(RiskRules {
                    max_fills_a_day: Some(5),
                    day_starts: context.utc_days(),
                    ..RiskRules::default()
                });
            }
            let Some(before) = bars.next(context.bar()) else { return };
            let expands = before.high - before.low > context.ago(&atr, 1);
            if expands && before.close > before.open {
                context.submit(Order::entry("LongOnGap", Long).stop(before.high));
            } else {
                context.cancel("LongOnGap");
            }
            if expands && before.close < before.open {
                context.submit(Order::entry("ShortOnGap", Short).stop(before.low));
            } else {
                context.cancel("ShortOnGap");
            }
            if let Some(entry) = context.average_entry_price() {
                let side = if context.is_long() { Long } else { Short };
                let (units, away) = (context.position().abs(), side.sign() * 0.1);
                let order = |id: &'static str| {
                    Order::net(id, side.opposite()).quantity(units).group("bracket", OnFill::Reduce)
                };
                context.submit(order("BracketTP").limit(entry + away));
                context.submit(order("BracketSL").stop(entry - away));
            } else {
                context.cancel("BracketTP");
                context.cancel("BracketSL");
            }
        })
    })
}

fn risk_limits(series: &Rc<Series>, mut config: RunConfig) -> Vec<Row> {
    config.execution.pyramiding = 10;
    run(series, config, |_| {
        Does(|context: &mut Context<'_>| {
            if context.bar_index() == 0 {
                context.set_risk(RiskRules {
                    entries_only: Some(Long),
                    max_position: Some(2.0),
                    max_fills_a_day: Some(3),
                    day_starts: context.utc_days(),
                    ..RiskRules::default()
                });
            }
            for (minute, id) in [(15, "A"), (30, "B"), (45, "C")] {
                if is_at(context, 0, minute) {
                    context.submit(Order::entry(id, Long));
                }
            }
            if is_at(context, 1, 0) {
                context.submit(Order::entry("S", Short));
            }
            if is_at(context, 3, 0) && !context.is_flat() {
                context.submit(Order::close_all());
            }
        })
    })
}

fn far_stops_on_close(series: &Rc<Series>, mut config: RunConfig) -> Vec<Row> {
    config.execution.fill_on = FillOn::Close;
    run(series, config, |_| {
        Does(|context: &mut Context<'_>| {
            let (down, up) = (is_at(context, 8, 0), is_at(context, 14, 0));
            let (bar, long, short) = (context.bar(), context.is_long(), context.is_short());
            if down {
                context.submit(Order::entry("SE", Short).stop(bar.high * 10.0));
                context.cancel("LE");
            }
            if up {
                context.submit(Order::entry("LE", Long).stop(bar.low * 0.1));
                context.cancel("SE");
            }
            if down && long {
                context.submit(Order::close("LE"));
            }
            if up && short {
                context.submit(Order::close("SE"));
            }
            // The epoch was a Thursday.
            let is_monday = (bar.time.div_euclid(DAY) + 4).rem_euclid(7) == 1;
            if is_monday && is_at(context, 0, 0) && (long || short) {
                context.submit(Order::close_all());
            }
        })
    })
}

fn stop_target_trail(series: &Rc<Series>, config: RunConfig) -> Vec<Row> {
    run(series, config, |indicators| {
        let atr = indicators.atr(14);
        Does(move |context: &mut Context<'_>| {
            for (hour, id, side) in [(8, "L", Long), (16, "S", Short)] {
                if is_at(context, hour, 15) && context.is_flat() {
                    context.submit(Order::entry(id, side));
                }
            }
            if let Some(entry) = context.average_entry_price() {
                let (id, side): (_, Side) = if context.is_long() { ("L", Long) } else { ("S", Short) };
                let away = side.sign() * context.value(&atr);
                let exit = Order::exit("X", id).stop(entry - 0.8 * away).limit(entry + 1.6 * away);
                context.submit(exit.trail_from(Activation::Ticks(context.value(&atr))));
            }
            if is_at(context, 23, 45) && !context.is_flat() {
                context.submit(Order::close_all());
            }
        })
    })
}

fn entry_and_close_same_bar(series: &Rc<Series>, config: RunConfig) -> Vec<Row> {
    run(series, config, |_| {
        Does(|context: &mut Context<'_>| {
            for (hour, id, side) in [(0, "L", Long), (12, "S", Short)] {
                let is_held = if side == Long { context.is_long() } else { context.is_short() };
                if is_at(context, hour, 15) && context.is_flat() {
                    context.submit(Order::entry(id, side));
                }
                if is_at(context, hour, 45) && is_held {
                    context.submit(Order::entry(id, side));
                    context.submit(Order::close(id));
                }
                if is_at(context, hour + 6, 15) && !context.is_flat() {
                    context.submit(Order::close_all());
                }
            }
        })
    })
}

fn cash_pyramid(series: &Rc<Series>, mut config: RunConfig) -> Vec<Row> {
    config.execution.pyramiding = 3;
    config.account.sizing = Sizing::Cash(50_000.0);
    config.account.commission = Commission::CashPerUnit(0.05);
    run(series, config, |indicators| {
        let Averages { fast, slow, rsi, .. } = Averages::new(indicators);
        Does(move |context: &mut Context<'_>| {
            let rsi = context.value(&rsi);
            if context.crosses_above(&fast, &slow) && rsi > 40.0 && rsi < 70.0 {
                context.submit(Order::entry("L", Long));
            }
            if is_at(context, 23, 45) {
                context.submit(Order::close_all());
            }
        })
    })
}

fn size_by_last_trade(series: &Rc<Series>, config: RunConfig) -> Vec<Row> {
    run(series, config, |indicators| {
        let (high, low) = (indicators.highest(Source::High, 20), indicators.lowest(Source::Low, 20));
        Does(move |context: &mut Context<'_>| {
            let last = context.tally().n_closed.checked_sub(1);
            let size = match last.and_then(|last| context.closed_trade(last)) {
                None => 1.0,
                Some(trade) if trade.profit < 0.0 => 0.5,
                Some(_) => 2.0,
            };
            let close = context.close();
            if close > context.ago(&high, 1) {
                context.submit(Order::entry("L", Long).quantity(size));
            }
            if close < context.ago(&low, 1) {
                context.submit(Order::entry("S", Short).quantity(size));
            }
            if context.open_trade(0).is_some_and(|trade| trade.max_drawdown > 1_000.0) {
                context.submit(Order::close("L"));
                context.submit(Order::close("S"));
            }
        })
    })
}

//! Each list's strategy: a built-in one where the rules are the same, else one of `clock` or below.

use std::rc::Rc;

use engine::config::{Commission, FillOn, Sizing};
use engine::indicator::{Column, Indicators, Source};
use engine::order::Order;
use engine::series::Series;
use engine::strategy::param::Params;
use engine::strategy::{
    Context, Strategy, bollinger_rsi, catalog, donchian_breakout, keltner_breakout, macd_cross,
    rsi_reversion, sma_cross, supertrend,
};
use engine::trade::Side;

use tests::list_row::Row;

use super::{base_config, clock, run};

type Runner = fn(&Rc<Series>) -> Vec<Row>;

pub(crate) const LISTS: [(&str, Runner); 15] = [
    ("sma_152_close_cross", |series| sma(series, 1.0, 152.0)),
    ("sma_9_21_cross", |series| sma(series, 9.0, 21.0)),
    ("rsi_14_cross_50", |series| rsi(series, 50.0, 50.0)),
    ("rsi_14_bands_30_70", |series| rsi(series, 30.0, 70.0)),
    ("macd_signal_cross", |series| {
        run(series, base_config(), |ind| macd_cross::MacdCross::new(&defaults("macd_cross"), ind))
    }),
    ("donchian_20_10", |series| {
        run(series, base_config(), |ind| {
            donchian_breakout::DonchianBreakout::new(&defaults("donchian_breakout"), ind)
        })
    }),
    ("supertrend_3_10", |series| {
        run(series, base_config(), |ind| supertrend::Supertrend::new(&defaults("supertrend"), ind))
    }),
    ("bollinger_rsi_reversion", |series| {
        run(series, base_config(), |ind| bollinger_rsi::BollingerRsi::new(&defaults("bollinger_rsi"), ind))
    }),
    ("keltner_20_10_2", |series| {
        run(series, base_config(), |ind| {
            keltner_breakout::KeltnerBreakout::new(&defaults("keltner_breakout"), ind)
        })
    }),
    ("two_stop_entries", |series| run(series, base_config(), |_| clock::TwoStopEntries)),
    ("stop_entries_at_close", |series| run(series, base_config(), |_| clock::StopEntriesAtClose)),
    ("bracket_0_4_percent", |series| run(series, base_config(), |_| clock::Bracket)),
    ("trailing_stop", |series| run(series, base_config(), |_| clock::TrailingStop)),
    ("percent_of_equity", |series| {
        let mut config = base_config();
        config.account.sizing = Sizing::EquityRatio(0.25);
        config.account.commission = Commission::CashPerOrder(1.5);
        run(series, config, |_| clock::PercentOfEquity)
    }),
    ("on_close_ema_cross", |series| {
        let mut config = base_config();
        config.execution.fill_on = FillOn::Close;
        run(series, config, |ind| OnCloseEmaCross {
            fast: ind.ema(Source::Close, 9),
            slow: ind.ema(Source::Close, 21),
            rsi: ind.rsi(Source::Close, 14),
        })
    }),
];

fn defaults(strategy: &str) -> Params {
    catalog::find(strategy).unwrap().defaults()
}

fn sma(series: &Rc<Series>, fast: f64, slow: f64) -> Vec<Row> {
    let mut params = defaults("sma_cross");
    params.set("fast", fast);
    params.set("slow", slow);
    run(series, base_config(), |ind: &mut Indicators| sma_cross::SmaCross::new(&params, ind))
}

fn rsi(series: &Rc<Series>, oversold: f64, overbought: f64) -> Vec<Row> {
    let mut params = defaults("rsi_reversion");
    params.set("oversold", oversold);
    params.set("overbought", overbought);
    run(series, base_config(), |ind: &mut Indicators| rsi_reversion::RsiReversion::new(&params, ind))
}

struct OnCloseEmaCross {
    fast: Column,
    slow: Column,
    rsi: Column,
}

impl Strategy for OnCloseEmaCross {
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if context.crosses_above(&self.fast, &self.slow)
            && context.value(&self.rsi) < 70.0
            && context.is_flat()
        {
            context.submit(Order::entry("long", Side::Long));
        }
        if context.crosses_below(&self.fast, &self.slow) && context.is_long() {
            context.submit(Order::close("long"));
        }
    }
}

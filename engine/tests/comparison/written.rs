//! Lists as TradingView writes them, made of a run's own trades.

use engine::comparison::Listed;
use engine::report::Report;
use engine::trade::{Side, Trade};

/// How a list is laid out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Names of the columns as before 2024, with the signal before the time.
    pub(crate) is_old: bool,
    pub(crate) newest_first: bool,
    pub(crate) entry_first: bool,
    pub(crate) has_mark: bool,
    pub(crate) delimiter: char,
    pub(crate) decimal_comma: bool,
    pub(crate) profit_currency: &'static str,
}

pub(crate) const NEW: Layout = Layout {
    is_old: false,
    newest_first: false,
    entry_first: false,
    has_mark: true,
    delimiter: ',',
    decimal_comma: false,
    profit_currency: "USD",
};

fn listed(trade: &Trade, number: u64) -> Listed {
    Listed {
        number,
        side: trade.side,
        entry_time: trade.entry_time,
        entry_price: trade.entry_price,
        entry_signal: trade.entry_id.to_string(),
        exit_time: trade.exit_time,
        exit_price: trade.exit_price,
        exit_signal: if trade.is_open() { "Open".into() } else { "out, at once".into() },
        quantity: trade.quantity,
        profit: Some(trade.profit),
        profit_percent: Some(trade.return_ratio() * 100.0),
        is_open: trade.is_open(),
    }
}

/// The trades of a run, as a list has them.
pub(crate) fn trades(report: &Report) -> Vec<Listed> {
    report.trades.iter().zip(1..).map(|(trade, number)| listed(trade, number)).collect()
}

/// As with `commission` of the traded value taken off.
pub(crate) fn charged(trades: &mut [Listed], commission: f64) {
    for trade in trades {
        let cost = commission * trade.quantity * (trade.entry_price + trade.exit_price);
        trade.profit = trade.profit.map(|profit| profit - cost);
        let percent = 100.0 * cost / (trade.quantity * trade.entry_price);
        trade.profit_percent = trade.profit_percent.map(|of| of - percent);
    }
}

fn time_text(at: i64) -> String {
    let at = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::from_millisecond(at).unwrap());
    at.strftime("%Y-%m-%d %H:%M").to_string()
}

/// The file.
pub(crate) fn csv(trades: &[Listed], layout: Layout) -> Vec<u8> {
    let Layout { is_old, delimiter, profit_currency: unit, .. } = layout;
    let header = if is_old {
        "Trade #,Type,Signal,Date/Time,Price USD,Contracts,Profit UNIT,Profit %,Cum. Profit UNIT,Cum. Profit %,Run-up UNIT,Run-up %,Drawdown UNIT,Drawdown %"
    } else {
        "Trade #,Type,Date and time,Signal,Price USD,Size (qty),Size (value),Net P&L UNIT,Net P&L %,Favorable excursion UNIT,Favorable excursion %,Adverse excursion UNIT,Adverse excursion %,Cumulative P&L UNIT,Cumulative P&L %"
    };
    let mut lines = vec![header.replace("UNIT", unit).replace(',', &delimiter.to_string())];
    let decimal = |text: String| if layout.decimal_comma { text.replace('.', ",") } else { text };
    let quoted = |text: String| if text.contains(delimiter) { format!("\"{text}\"") } else { text };
    // As TradingView writes prices and sizes: all decimals that there are.
    let exact = |value: f64| decimal(((value * 1e8).round() / 1e8).to_string());
    let cents = |value: Option<f64>| decimal(format!("{:.2}", value.unwrap()));
    let half = |trade: &Listed, is_entry: bool| {
        let (what, at, price, signal) = match is_entry {
            true => ("Entry", trade.entry_time, trade.entry_price, &trade.entry_signal),
            false => ("Exit", trade.exit_time, trade.exit_price, &trade.exit_signal),
        };
        let side = if trade.side == Side::Long { "long" } else { "short" };
        let mut cells = vec![trade.number.to_string(), format!("{what} {side}")];
        let (time, signal) = (time_text(at), signal.clone());
        cells.extend(if is_old { [signal, time] } else { [time, signal] });
        cells.extend([exact(price), exact(trade.quantity)]);
        cells.extend((!is_old).then(|| exact(trade.quantity * trade.entry_price)));
        cells.extend([cents(trade.profit), cents(trade.profit_percent)]);
        cells.extend((0..6).map(|_| decimal("0.00".to_owned())));
        cells.into_iter().map(quoted).collect::<Vec<_>>().join(&delimiter.to_string())
    };
    let mut trades: Vec<&Listed> = trades.iter().collect();
    if layout.newest_first {
        trades.reverse();
    }
    for trade in trades {
        let halves = [half(trade, layout.entry_first), half(trade, !layout.entry_first)];
        lines.extend(halves);
    }
    let mark = if layout.has_mark { "\u{feff}" } else { "" };
    format!("{mark}{}\r\n", lines.join("\r\n")).into_bytes()
}

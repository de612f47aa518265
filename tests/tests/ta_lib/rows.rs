//! What is compared with what.

use anyhow::{Context, Result};
use engine::indicator::{Form, catalog, crossings, sma};
use engine::series::Series;

use crate::TOLERANCE;

/// One column of ours and one of the other side.
pub(crate) struct Row {
    /// Name of their column in `freeze.py`.
    pub(crate) name: &'static str,
    id: &'static str,
    params: &'static [f64],
    line: &'static str,
    source: Source,
    other: Other,
    /// Share of the column's root mean square below which a value counts as that share: a line that passes zero has the
    /// errors of the prices it is made of.
    floor: f64,
    /// What is defined differently, or why a part is left out.
    note: &'static str,
}

enum Other {
    TaLib,
    Numpy,
}

/// What our column is made of where it is made of one value per bar.
enum Source {
    Close,
    High,
    Low,
    Typical,
}

/// What comparing two columns found.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) n: usize,
    pub(crate) worst: f64,
    pub(crate) problem: Option<String>,
}

impl Row {
    const fn new(
        name: &'static str,
        other: Other,
        id: &'static str,
        params: &'static [f64],
        line: &'static str,
    ) -> Self {
        Self { name, id, params, line, source: Source::Close, other, floor: 1e-3, note: "" }
    }

    const fn ta_lib(
        name: &'static str,
        id: &'static str,
        params: &'static [f64],
        line: &'static str,
    ) -> Self {
        Self::new(name, Other::TaLib, id, params, line)
    }

    const fn numpy(name: &'static str, id: &'static str, params: &'static [f64], line: &'static str) -> Self {
        Self::new(name, Other::Numpy, id, params, line)
    }

    const fn of(self, source: Source) -> Self {
        Self { source, ..self }
    }

    /// Compared with the size of the column's usual values, because the other side cancels.
    const fn cancels(self) -> Self {
        Self {
            floor: 1.0,
            note: "it subtracts large sums: relative to the column's root mean square",
            ..self
        }
    }

    const fn note(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    /// Whether this row compares the line.
    pub(crate) fn covers(&self, id: &str, line: &str) -> bool {
        self.id == id && self.line == line
    }

    /// Who is on the other side, and what they do differently.
    pub(crate) fn other_side(&self) -> String {
        let who = match self.other {
            Other::TaLib => "TA-Lib",
            Other::Numpy => "numpy",
        };
        if self.note.is_empty() { who.into() } else { format!("{who}: {}", self.note) }
    }

    /// Our column.
    pub(crate) fn ours(&self, series: &Series) -> Result<Vec<f64>> {
        if self.id == "crossings" {
            return Ok(crossings(series.close(), &sma(series.close(), 20)));
        }
        let info = catalog::find(self.id).context("no such indicator")?;
        let at = info.lines.iter().position(|line| *line == self.line).context("no such line")?;
        let typical: Vec<f64>;
        let values = match self.source {
            Source::Close => series.close(),
            Source::High => series.high(),
            Source::Low => series.low(),
            Source::Typical => {
                let hlc = series.high().iter().zip(series.low()).zip(series.close());
                typical = hlc.map(|((high, low), close)| (high + low + close) / 3.0).collect();
                typical.as_slice()
            }
        };
        let mut columns = match info.form {
            Form::Values { columns, .. } => columns(values, self.params),
            Form::Bars { columns, .. } => columns(series, self.params),
        };
        Ok(columns.swap_remove(at))
    }

    /// The difference of two values, relative to theirs, or to a share of the column's root mean square where theirs is less.
    pub(crate) fn difference(&self, ours: f64, theirs: f64, rms: f64) -> f64 {
        (ours - theirs).abs() / theirs.abs().max(self.floor * rms)
    }

    /// Every bar from their first value on; before it, ours may have begun only where the note says so.
    pub(crate) fn compare(&self, ours: &[f64], theirs: &[f64]) -> Found {
        let mut found = Found::default();
        let first = theirs.iter().position(|value| !value.is_nan()).unwrap_or(theirs.len());
        if self.note.is_empty() && ours[..first].iter().any(|value| !value.is_nan()) {
            found.problem = Some(format!("ours begins before bar {first}"));
        }
        let rms = root_mean_square(theirs);
        for bar in first..theirs.len() {
            if ours[bar].is_nan() && theirs[bar].is_nan() {
                continue;
            }
            let difference = self.difference(ours[bar], theirs[bar], rms);
            found.n += 1;
            found.worst = if difference.is_nan() { f64::INFINITY } else { found.worst.max(difference) };
            if (difference.is_nan() || difference > TOLERANCE) && found.problem.is_none() {
                found.problem = Some(format!("bar {bar}: {}, theirs {}", ours[bar], theirs[bar]));
            }
        }
        found
    }
}

/// Of the values that are there.
fn root_mean_square(column: &[f64]) -> f64 {
    let values: Vec<f64> = column.iter().copied().filter(|value| !value.is_nan()).collect();
    (values.iter().map(|value| value * value).sum::<f64>() / values.len().max(1) as f64).sqrt()
}

const MACD: &[f64] = &[12.0, 26.0, 9.0];
const ICHIMOKU: &[f64] = &[9.0, 26.0, 52.0, 26.0];
const DMI: &[f64] = &[14.0, 14.0];

/// Every row of the table.
pub(crate) static ROWS: [Row; 89] = [
    Row::ta_lib("sma", "sma", &[20.0], "sma"),
    Row::ta_lib("ema", "ema", &[20.0], "ema"),
    Row::numpy("rma", "rma", &[14.0], "rma"),
    Row::ta_lib("wma", "wma", &[20.0], "wma"),
    Row::numpy("hma", "hma", &[20.0], "hma"),
    Row::numpy("vwma", "vwma", &[20.0], "vwma"),
    Row::ta_lib("dema", "dema", &[20.0], "dema"),
    Row::ta_lib("tema", "tema", &[20.0], "tema"),
    Row::numpy("alma", "alma", &[9.0, 0.85, 6.0], "alma"),
    Row::ta_lib("kama", "kama", &[10.0], "kama"),
    Row::ta_lib("linear_regression", "linear_regression", &[14.0], "value"),
    Row::ta_lib("linear_regression slope", "linear_regression", &[14.0], "slope").cancels(),
    Row::ta_lib("linear_regression intercept", "linear_regression", &[14.0], "intercept"),
    Row::numpy("linear_regression, numpy", "linear_regression", &[14.0], "value"),
    Row::numpy("linear_regression slope, numpy", "linear_regression", &[14.0], "slope"),
    Row::numpy("linear_regression intercept, numpy", "linear_regression", &[14.0], "intercept"),
    Row::ta_lib("rsi", "rsi", &[14.0], "rsi"),
    Row::ta_lib("rsi as CMO", "rsi", &[14.0], "rsi")
        .note("its CMO averages as Wilder does: (CMO + 100) / 2 is the RSI"),
    Row::ta_lib("stochastic k", "stochastic", &[14.0, 3.0, 3.0], "k").note("%K begins with %D"),
    Row::ta_lib("stochastic d", "stochastic", &[14.0, 3.0, 3.0], "d"),
    Row::ta_lib("fast stochastic k", "stochastic", &[14.0, 1.0, 3.0], "k").note("%K begins with %D"),
    Row::ta_lib("fast stochastic d", "stochastic", &[14.0, 1.0, 3.0], "d"),
    Row::ta_lib("stochastic_rsi k", "stochastic_rsi", &[14.0, 14.0, 1.0, 3.0], "k").note("%K begins with %D"),
    Row::ta_lib("stochastic_rsi d", "stochastic_rsi", &[14.0, 14.0, 1.0, 3.0], "d"),
    Row::ta_lib("macd", "macd", MACD, "line").note("its fast average begins with the slow one: from bar 700"),
    Row::ta_lib("macd signal", "macd", MACD, "signal").note("as above"),
    Row::ta_lib("macd histogram", "macd", MACD, "histogram").note("as above"),
    Row::numpy("macd, numpy", "macd", MACD, "line"),
    Row::numpy("macd signal, numpy", "macd", MACD, "signal"),
    Row::numpy("macd histogram, numpy", "macd", MACD, "histogram"),
    Row::ta_lib("momentum", "momentum", &[10.0], "momentum"),
    Row::ta_lib("roc", "roc", &[10.0], "roc"),
    Row::ta_lib("cci", "cci", &[20.0], "cci").of(Source::Typical),
    Row::ta_lib("williams_r", "williams_r", &[14.0], "williams_r"),
    Row::numpy("tsi", "tsi", &[13.0, 25.0], "tsi"),
    Row::numpy("cmo", "cmo", &[14.0], "cmo"),
    Row::numpy("percent_rank", "percent_rank", &[100.0], "percent_rank"),
    Row::ta_lib("true_range", "true_range", &[], "true_range").note("it has none on the first bar"),
    Row::ta_lib("atr", "atr", &[14.0], "atr").note("it leaves out the first bar's range: from bar 500"),
    Row::numpy("atr, numpy", "atr", &[14.0], "atr"),
    Row::ta_lib("variance", "variance", &[20.0], "variance").cancels(),
    Row::numpy("variance, numpy", "variance", &[20.0], "variance"),
    Row::numpy("sample_variance", "sample_variance", &[20.0], "sample_variance"),
    Row::ta_lib("stdev", "stdev", &[20.0], "stdev").cancels(),
    Row::numpy("stdev, numpy", "stdev", &[20.0], "stdev"),
    Row::numpy("sample_stdev", "sample_stdev", &[20.0], "sample_stdev"),
    Row::ta_lib("bollinger lower", "bollinger", &[20.0, 2.0], "lower"),
    Row::ta_lib("bollinger middle", "bollinger", &[20.0, 2.0], "middle"),
    Row::ta_lib("bollinger upper", "bollinger", &[20.0, 2.0], "upper"),
    Row::numpy("percent_b", "bollinger_place", &[20.0, 2.0], "percent_b"),
    Row::numpy("bandwidth", "bollinger_place", &[20.0, 2.0], "bandwidth"),
    Row::numpy("keltner lower", "keltner", &[20.0, 2.0, 10.0], "lower"),
    Row::numpy("keltner middle", "keltner", &[20.0, 2.0, 10.0], "middle"),
    Row::numpy("keltner upper", "keltner", &[20.0, 2.0, 10.0], "upper"),
    Row::ta_lib("donchian lower", "donchian", &[20.0], "lower"),
    Row::numpy("donchian middle", "donchian", &[20.0], "middle"),
    Row::ta_lib("donchian upper", "donchian", &[20.0], "upper"),
    Row::numpy("supertrend", "supertrend", &[3.0, 10.0], "line"),
    Row::numpy("supertrend direction", "supertrend", &[3.0, 10.0], "direction"),
    Row::ta_lib("parabolic_sar", "parabolic_sar", &[0.02, 0.02, 0.2], "line"),
    Row::ta_lib("parabolic_sar direction", "parabolic_sar", &[0.02, 0.02, 0.2], "direction"),
    Row::ta_lib("adx", "dmi", DMI, "adx").note("its first sums have one bar less: from bar 1200"),
    Row::ta_lib("plus_di", "dmi", DMI, "plus_di").note("as above: from bar 600"),
    Row::ta_lib("minus_di", "dmi", DMI, "minus_di").note("as above: from bar 600"),
    Row::numpy("adx, numpy", "dmi", DMI, "adx"),
    Row::numpy("plus_di, numpy", "dmi", DMI, "plus_di"),
    Row::numpy("minus_di, numpy", "dmi", DMI, "minus_di"),
    Row::ta_lib("aroon up", "aroon", &[14.0], "up"),
    Row::ta_lib("aroon down", "aroon", &[14.0], "down"),
    Row::ta_lib("aroon oscillator", "aroon", &[14.0], "oscillator"),
    Row::numpy("ichimoku conversion", "ichimoku", ICHIMOKU, "conversion"),
    Row::numpy("ichimoku base", "ichimoku", ICHIMOKU, "base"),
    Row::numpy("ichimoku span a", "ichimoku", ICHIMOKU, "span_a"),
    Row::numpy("ichimoku span b", "ichimoku", ICHIMOKU, "span_b"),
    Row::ta_lib("obv", "obv", &[], "obv").note("it begins with the first volume, which is taken off"),
    Row::ta_lib("accumulation", "accumulation", &[], "accumulation"),
    Row::ta_lib("mfi", "mfi", &[14.0], "mfi"),
    Row::numpy("vwap day", "vwap", &[0.0, 0.0], "vwap"),
    Row::numpy("vwap week", "vwap", &[1.0, 0.0], "vwap"),
    Row::numpy("vwap month, offset", "vwap", &[2.0, 3_600_000.0], "vwap"),
    Row::ta_lib("highest", "highest", &[20.0], "highest"),
    Row::ta_lib("lowest", "lowest", &[20.0], "lowest"),
    Row::numpy("highest_bars", "highest_bars", &[20.0], "highest_bars").of(Source::High),
    Row::numpy("lowest_bars", "lowest_bars", &[20.0], "lowest_bars").of(Source::Low),
    Row::numpy("pivot_high", "pivot_high", &[5.0, 5.0], "pivot_high").of(Source::High),
    Row::numpy("pivot_low", "pivot_low", &[5.0, 5.0], "pivot_low").of(Source::Low),
    Row::numpy("crossings", "crossings", &[], "crossings"),
    Row::numpy("bars_since", "bars_since", &[], "bars_since"),
    Row::numpy("value_when", "value_when", &[1.0], "value_when"),
];

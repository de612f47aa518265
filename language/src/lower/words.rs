//! Words of the language that stand for one value: colours, styles, and what the instrument and the interval tell.

use engine::script::Known;

use crate::types::Type;

/// Facts about the instrument and the interval.
pub(super) const KNOWN: [(&str, Known, Type); 22] = [
    ("syminfo.minmove", Known::MinMove, Type::Int),
    ("syminfo.pricescale", Known::PriceScale, Type::Int),
    ("syminfo.mintick", Known::Tick, Type::Float),
    ("syminfo.pointvalue", Known::PointValue, Type::Float),
    ("syminfo.tickerid", Known::Ticker, Type::Text),
    ("syminfo.ticker", Known::Ticker, Type::Text),
    ("syminfo.description", Known::Ticker, Type::Text),
    ("syminfo.root", Known::Ticker, Type::Text),
    ("syminfo.timezone", Known::TimeZone, Type::Text),
    ("syminfo.currency", Known::Currency, Type::Text),
    ("strategy.account_currency", Known::Currency, Type::Text),
    ("syminfo.main_tickerid", Known::Ticker, Type::Text),
    ("timeframe.period", Known::Period, Type::Text),
    ("timeframe.main_period", Known::Period, Type::Text),
    ("timeframe.multiplier", Known::Multiplier, Type::Int),
    ("timeframe.isintraday", Known::IsIntraday, Type::Bool),
    ("timeframe.isdaily", Known::IsDaily, Type::Bool),
    ("timeframe.isweekly", Known::IsWeekly, Type::Bool),
    ("timeframe.ismonthly", Known::IsMonthly, Type::Bool),
    ("timeframe.isdwm", Known::IsDwm, Type::Bool),
    ("timeframe.isminutes", Known::IsMinutes, Type::Bool),
    ("timeframe.isseconds", Known::IsSeconds, Type::Bool),
];

/// Colours by name.
pub(super) const COLORS: [(&str, u32); 17] = [
    ("aqua", 0x00bc_d4ff),
    ("black", 0x3636_36ff),
    ("blue", 0x2196_f3ff),
    ("fuchsia", 0xe040_fbff),
    ("gray", 0x787b_86ff),
    ("green", 0x4caf_50ff),
    ("lime", 0x00e6_76ff),
    ("maroon", 0x880e_4fff),
    ("navy", 0x311b_92ff),
    ("olive", 0x8080_00ff),
    ("orange", 0xff98_00ff),
    ("purple", 0x9c27_b0ff),
    ("red", 0xf236_45ff),
    ("silver", 0xb2b5_beff),
    ("teal", 0x0089_7bff),
    ("white", 0xffff_ffff),
    ("yellow", 0xffeb_3bff),
];

/// Words for how something is drawn, by library.
const STYLES: [(&str, &[&str]); 21] = [
    (
        "plot",
        &[
            "style_line",
            "style_linebr",
            "style_stepline",
            "style_stepline_diamond",
            "style_steplinebr",
            "style_histogram",
            "style_cross",
            "style_area",
            "style_areabr",
            "style_columns",
            "style_circles",
            "linestyle_solid",
            "linestyle_dashed",
            "linestyle_dotted",
        ],
    ),
    (
        "shape",
        &[
            "xcross",
            "cross",
            "triangleup",
            "triangledown",
            "flag",
            "circle",
            "arrowup",
            "arrowdown",
            "labelup",
            "labeldown",
            "square",
            "diamond",
        ],
    ),
    ("location", &["abovebar", "belowbar", "top", "bottom", "absolute"]),
    ("size", &["auto", "tiny", "small", "normal", "large", "huge"]),
    (
        "label",
        &[
            "style_none",
            "style_xcross",
            "style_cross",
            "style_triangleup",
            "style_triangledown",
            "style_flag",
            "style_circle",
            "style_arrowup",
            "style_arrowdown",
            "style_label_up",
            "style_label_down",
            "style_label_left",
            "style_label_right",
            "style_label_lower_left",
            "style_label_lower_right",
            "style_label_upper_left",
            "style_label_upper_right",
            "style_label_center",
            "style_square",
            "style_diamond",
            "style_text_outline",
        ],
    ),
    (
        "line",
        &[
            "style_solid",
            "style_dotted",
            "style_dashed",
            "style_arrow_left",
            "style_arrow_right",
            "style_arrow_both",
        ],
    ),
    ("hline", &["style_solid", "style_dotted", "style_dashed"]),
    (
        "text",
        &[
            "align_left",
            "align_center",
            "align_right",
            "align_top",
            "align_bottom",
            "wrap_none",
            "wrap_auto",
            "format_none",
            "format_bold",
            "format_italic",
        ],
    ),
    (
        "position",
        &[
            "top_left",
            "top_center",
            "top_right",
            "middle_left",
            "middle_center",
            "middle_right",
            "bottom_left",
            "bottom_center",
            "bottom_right",
        ],
    ),
    ("extend", &["none", "left", "right", "both"]),
    ("xloc", &["bar_index", "bar_time"]),
    ("yloc", &["price", "abovebar", "belowbar"]),
    ("format", &["inherit", "price", "volume", "percent", "mintick"]),
    ("font", &["family_default", "family_monospace"]),
    ("alert", &["freq_all", "freq_once_per_bar", "freq_once_per_bar_close"]),
    ("scale", &["left", "right", "none"]),
    ("adjustment", &["none", "splits", "dividends"]),
    ("backadjustment", &["inherit", "on", "off"]),
    ("settlement_as_close", &["inherit", "on", "off"]),
    ("session", &["regular", "extended"]),
    ("splits", &["denominator", "numerator"]),
];

/// Places of a plot's value; they are added and subtracted.
const DISPLAY: [(&str, f64); 6] = [
    ("none", 0.0),
    ("pane", 1.0),
    ("data_window", 2.0),
    ("price_scale", 4.0),
    ("status_line", 8.0),
    ("all", 15.0),
];

/// The word after the point, if the whole is a word for how something is drawn.
pub(super) fn style(name: &str) -> Option<&str> {
    let (library, word) = name.split_once('.')?;
    if library == "currency" {
        let is_code = (3..=5).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase());
        return is_code.then_some(word);
    }
    STYLES.iter().find(|(of, _)| *of == library).filter(|(_, words)| words.contains(&word)).map(|_| word)
}

/// The number of a place where a plot's value is shown.
pub(super) fn display(name: &str) -> Option<f64> {
    let word = name.strip_prefix("display.")?;
    DISPLAY.iter().find(|(of, _)| *of == word).map(|(_, number)| *number)
}

/// All full names of such words.
pub(super) fn names() -> impl Iterator<Item = String> {
    let styles =
        STYLES.iter().flat_map(|(library, words)| words.iter().map(move |word| format!("{library}.{word}")));
    let places = DISPLAY.iter().map(|(word, _)| format!("display.{word}"));
    let colors = COLORS.iter().map(|(word, _)| format!("color.{word}"));
    styles.chain(places).chain(colors)
}

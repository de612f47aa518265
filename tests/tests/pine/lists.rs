//! The lists: where their charts begin, and what of them is compared.

/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;

/// 2025-03-31 and 2025-04-05 00:00 UTC, where the charts begin.
const MARCH_31: i64 = 1_743_379_200_000;
const APRIL_5: i64 = 1_743_811_200_000;

/// 2026-03-30 00:00 UTC: the lists of the first set agree up to there.
const FIRST_SET_ENDS: i64 = 1_774_828_800_000;

/// A list.
pub(crate) struct List {
    pub(crate) name: &'static str,
    pub(crate) start: i64,
    /// Of the first set: entries before this are compared. Of the second: up to a day before the last exit.
    pub(crate) entries_before: Option<i64>,
    /// Sizes taken from cash depend on a currency's rate that is in no file.
    pub(crate) has_sizes: bool,
    pub(crate) inputs: &'static [(&'static str, &'static str)],
}

const fn first(name: &'static str) -> List {
    List { name, start: MARCH_31, entries_before: Some(FIRST_SET_ENDS), has_sizes: true, inputs: &[] }
}

const fn march(name: &'static str) -> List {
    List { name, start: MARCH_31, entries_before: None, has_sizes: true, inputs: &[] }
}

const fn april(name: &'static str) -> List {
    List { name, start: APRIL_5, entries_before: None, has_sizes: true, inputs: &[] }
}

pub(crate) const LISTS: &[List] = &[
    first("sma_152_close_cross"),
    first("sma_9_21_cross"),
    first("rsi_14_cross_50"),
    first("rsi_14_bands_30_70"),
    first("macd_signal_cross"),
    first("donchian_20_10"),
    first("supertrend_3_10"),
    first("bollinger_rsi_reversion"),
    first("keltner_20_10_2"),
    first("two_stop_entries"),
    first("stop_entries_at_close"),
    first("bracket_0_4_percent"),
    first("trailing_stop"),
    List { has_sizes: false, ..first("percent_of_equity") },
    first("on_close_ema_cross"),
    march("fvg_zones"),
    march("green_count_loop"),
    march("bracket_from_tuple"),
    march("hour_weekday_matrix"),
    march("hourly_gaps"),
    march("weekly_sma_cross"),
    march("hourly_filter_manual_trail"),
    march("new_york_session"),
    march("vwap_band_reversion"),
    march("alma_sar_correlation"),
    march("volume_index_cross"),
    march("fixnan_momentum"),
    List { inputs: &[("src", "high")], ..march("sma_cross_of_highs") },
    march("two_brackets"),
    march("net_orders_reduce"),
    march("half_target_rest_stop"),
    march("pyramid_three_lots"),
    march("stop_flip_with_pyramiding"),
    march("range_stops_capped"),
    march("risk_limits"),
    march("far_stops_on_close"),
    march("stop_target_trail"),
    march("entry_and_close_same_bar"),
    List { has_sizes: false, ..march("cash_pyramid") },
    april("pivot_levels_array"),
    april("score_objects"),
    april("eigenvalue_cross"),
    april("daily_percent_rank"),
    april("cci_lazy_exits"),
    april("size_by_last_trade"),
];

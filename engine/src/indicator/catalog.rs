//! All indicators, so that a test can hold for every one.

use super::info::Info;
use super::{average, event, oscillator, trend, volatility, volume};

/// Every indicator, by family.
pub static INDICATORS: [Info; 50] = [
    average::sma::INFO,
    average::ema::INFO,
    average::ema::RMA,
    average::wma::INFO,
    average::hma::INFO,
    average::vwma::INFO,
    average::dema::INFO,
    average::tema::INFO,
    average::alma::INFO,
    average::kama::INFO,
    average::linear_regression::INFO,
    oscillator::rsi::INFO,
    oscillator::stochastic::INFO,
    oscillator::stochastic_rsi::INFO,
    oscillator::macd::INFO,
    oscillator::momentum::INFO,
    oscillator::roc::INFO,
    oscillator::cci::INFO,
    oscillator::williams_r::INFO,
    oscillator::tsi::INFO,
    oscillator::cmo::INFO,
    oscillator::percent_rank::INFO,
    volatility::true_range::INFO,
    volatility::atr::INFO,
    volatility::variance::INFO,
    volatility::variance::SAMPLE,
    volatility::stdev::INFO,
    volatility::stdev::SAMPLE,
    volatility::bollinger::INFO,
    volatility::bollinger::PLACE,
    volatility::keltner::INFO,
    volatility::donchian::INFO,
    trend::supertrend::INFO,
    trend::parabolic_sar::INFO,
    trend::dmi::INFO,
    trend::aroon::INFO,
    trend::ichimoku::INFO,
    volume::obv::INFO,
    volume::accumulation::INFO,
    volume::mfi::INFO,
    volume::vwap::INFO,
    event::extreme::HIGHEST,
    event::extreme::LOWEST,
    event::extreme_bars::HIGHEST,
    event::extreme_bars::LOWEST,
    event::pivot::HIGH,
    event::pivot::LOW,
    event::crossing::INFO,
    event::bars_since::INFO,
    event::value_when::INFO,
];

/// The indicator of that id.
pub fn find(id: &str) -> Option<&'static Info> {
    INDICATORS.iter().find(|info| info.id == id)
}

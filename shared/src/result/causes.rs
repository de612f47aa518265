//! The columns that say why fills happened.

use engine::fill::{Cause, FillRule, Levels};

use super::{code, named};
use crate::bytes::{DecodeError, Reader, Writer};

/// A rule's code on disk is its place here: only ever add at the end.
const RULES: [FillRule; 16] = [
    FillRule::MarketAtOpen,
    FillRule::MarketAtClose,
    FillRule::Stop,
    FillRule::StopInGap,
    FillRule::Limit,
    FillRule::LimitInGap,
    FillRule::StopLimit,
    FillRule::TrailingStop,
    FillRule::TrailingStopInGap,
    FillRule::BehindEntry,
    FillRule::MarginCall,
    FillRule::Bankruptcy,
    FillRule::EndOfData,
    FillRule::Open,
    FillRule::PassedAtClose,
    FillRule::RiskLimit,
];

/// The prices that a cause may lack, in the order of their columns.
const PRICES: [fn(&Cause) -> Option<f64>; 5] = [
    |cause| cause.level,
    |cause| cause.levels.stop,
    |cause| cause.levels.limit,
    |cause| cause.levels.activation,
    |cause| cause.levels.offset,
];

/// Bits of the byte that tells what is there; those of [`PRICES`] follow.
const IS_KEPT: u8 = 1;
const IS_AMBIGUOUS: u8 = 2;
const FIRST_PRICE: u8 = 4;

pub(super) fn write<'a>(
    writer: &mut Writer,
    causes: impl ExactSizeIterator<Item = Option<&'a Cause>> + Clone,
) {
    let of = |cause: Option<&Cause>, number: fn(&Cause) -> Option<f64>| cause.and_then(number).unwrap_or(0.0);
    writer.f64s(causes.clone().map(|cause| of(cause, |cause| Some(cause.raw_price))));
    for price in PRICES {
        writer.f64s(causes.clone().map(|cause| of(cause, price)));
    }
    writer.u32s(causes.clone().map(|cause| cause.map_or(0, |cause| cause.decided)));
    writer.u8s(causes.clone().map(|cause| cause.map_or(0, |cause| code(&RULES, cause.rule))));
    writer.u8s(causes.map(|cause| {
        cause.map_or(0, |cause| {
            let ambiguous = if cause.ambiguous { IS_AMBIGUOUS } else { 0 };
            let bit =
                |(at, price): (usize, &fn(&Cause) -> Option<f64>)| u8::from(price(cause).is_some()) << at;
            let prices: u8 = PRICES.iter().enumerate().map(bit).sum();
            IS_KEPT | ambiguous | (prices * FIRST_PRICE)
        })
    }));
}

pub(super) fn read(reader: &mut Reader<'_>, n: usize) -> Result<Vec<Option<Cause>>, DecodeError> {
    let raw_prices = reader.f64s(n)?;
    let mut prices = Vec::with_capacity(PRICES.len());
    for _ in PRICES {
        prices.push(reader.f64s(n)?);
    }
    let decided = reader.u32s(n)?;
    let (rules, flags) = (reader.u8s(n)?, reader.u8s(n)?);
    (0..n)
        .map(|i| {
            let price = |at: usize| ((flags[i] / FIRST_PRICE) >> at & 1 == 1).then_some(prices[at][i]);
            let [level, stop, limit, activation, offset] = [0, 1, 2, 3, 4].map(price);
            let cause = Cause {
                rule: named(&RULES, rules[i])?,
                level,
                levels: Levels { stop, limit, activation, offset },
                raw_price: raw_prices[i],
                decided: decided[i],
                ambiguous: flags[i] & IS_AMBIGUOUS != 0,
            };
            Ok((flags[i] & IS_KEPT != 0).then_some(cause))
        })
        .collect()
}

//! Which column holds what, by the names that TradingView has given them over the years.

use super::list::ListError;

/// Positions of the columns that are read.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    pub(super) number: usize,
    pub(super) kind: usize,
    pub(super) time: usize,
    pub(super) price: usize,
    pub(super) size: usize,
    pub(super) signal: Option<usize>,
    pub(super) profit: Option<usize>,
    pub(super) percent: Option<usize>,
    pub(super) price_currency: Option<String>,
    pub(super) profit_currency: Option<String>,
}

/// Names of the number's column, of the type's and so on; a currency may follow that of the price and of the profit.
const NUMBER: &[&str] = &["trade #", "trade number", "trade no.", "trade no", "trade", "#"];
const KIND: &[&str] = &["type"];
const TIME: &[&str] = &["date and time", "date/time", "date & time", "date time", "date"];
const SIZE: &[&str] =
    &["position size (qty)", "size (qty)", "contracts", "quantity", "qty", "position size", "shares", "lots"];
const SIGNAL: &[&str] = &["signal"];
const PRICE: &[&str] = &["price"];
const PROFIT: &[&str] = &["net p&l", "net pnl", "net profit", "profit", "p&l", "pnl"];

impl Columns {
    /// By the header's fields.
    pub(super) fn new(fields: &[String], line: u64) -> Result<Self, ListError> {
        let lower: Vec<String> = fields.iter().map(|field| field.to_lowercase()).collect();
        let exact =
            |names: &[&str]| names.iter().find_map(|name| lower.iter().position(|field| field == name));
        let with_unit = |names: &[&str]| {
            names.iter().find_map(|name| {
                let unit = |at: usize| {
                    Some(fields[at].get(name.len()..)?.trim().trim_matches(['(', ')']).to_owned())
                };
                lower.iter().enumerate().find_map(|(at, field)| {
                    let rest = field.strip_prefix(name)?;
                    let is_name = rest.is_empty() || rest.starts_with(' ');
                    (is_name && !rest.contains('%')).then(|| (at, unit(at).unwrap_or_default()))
                })
            })
        };
        let percent =
            PROFIT.iter().find_map(|name| lower.iter().position(|field| *field == format!("{name} %")));
        let (price, profit) = (with_unit(PRICE), with_unit(PROFIT));
        let found = (exact(NUMBER), exact(KIND), exact(TIME), &price, exact(SIZE));
        let (Some(number), Some(kind), Some(time), Some((price, price_unit)), Some(size)) = found else {
            let missing = [
                (found.0.is_none(), "the trade's number"),
                (found.1.is_none(), "the type (entry or exit)"),
                (found.2.is_none(), "the date and time"),
                (found.3.is_none(), "the price"),
                (found.4.is_none(), "the size"),
            ];
            let missing: Vec<&str> = missing.iter().filter(|(is, _)| *is).map(|(_, what)| *what).collect();
            return Err(ListError::NoColumns { line, missing: missing.join(", ") });
        };
        let named = |unit: &String| Some(unit.clone()).filter(|unit| !unit.is_empty());
        Ok(Self {
            names: fields.to_vec(),
            number,
            kind,
            time,
            price: *price,
            size,
            signal: exact(SIGNAL),
            profit: profit.as_ref().map(|(at, _)| *at),
            percent,
            price_currency: named(price_unit),
            profit_currency: profit.as_ref().and_then(|(_, unit)| named(unit)),
        })
    }

    /// Fields that a row must have.
    pub(super) fn n_needed(&self) -> usize {
        [self.number, self.kind, self.time, self.price, self.size].into_iter().max().unwrap_or(0) + 1
    }
}

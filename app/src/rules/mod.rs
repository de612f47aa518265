//! Strategies as rules, and the script that each set of rules makes. Pure: nothing here knows the form in which the rules are chosen.
//!
//! [`operand`] is the table of what can be compared, [`Rules`] a whole strategy, [`source`](fn@source) its script in Pine. What a number is in the
//! rules is an input in the script, so that it can be swept.

pub mod operand;

mod names;
mod orders;
mod source;
mod when;

#[cfg(test)]
mod tests;

use operand::Operand;
pub use source::source;

/// Which positions are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Long ones.
    Long,
    /// Short ones.
    Short,
    /// Both; an entry reverses the opposite position.
    Both,
}

/// How two operands are compared, or one with its own past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// At or below it at the bar before, above it now.
    CrossesAbove,
    /// At or above it at the bar before, below it now.
    CrossesBelow,
    /// Above.
    Above,
    /// Below.
    Below,
    /// Above each of its last values.
    Rising,
    /// Below each of its last values.
    Falling,
}

impl Test {
    /// All, in the order of the form.
    pub const ALL: [Self; 6] =
        [Self::CrossesAbove, Self::CrossesBelow, Self::Above, Self::Below, Self::Rising, Self::Falling];

    /// Whether the operand is compared with its own past, so that there is no second one.
    pub fn is_of_one(self) -> bool {
        matches!(self, Self::Rising | Self::Falling)
    }
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// What is compared.
    pub left: Operand,
    /// How.
    pub test: Test,
    /// With what; of no meaning where there is no second operand.
    pub right: Operand,
    /// With how many of its last values, where there is no second operand.
    pub bars: u32,
}

/// How conditions are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Join {
    /// All must hold.
    And,
    /// One is enough.
    Or,
}

/// Conditions that are joined; none never hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// How.
    pub join: Join,
    /// Which.
    pub conditions: Vec<Condition>,
}

/// When positions of one direction are opened and closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Opened.
    pub entry: Group,
    /// Closed, beside what stop, target and trailing stop do.
    pub exit: Group,
}

/// A distance from a price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distance {
    /// In percent of it.
    Percent(f64),
    /// In average true ranges.
    Atr(f64),
}

/// Where a gain is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// So far from the entry.
    At(Distance),
    /// At this multiple of the distance of the stop.
    Risk(f64),
}

/// What ends a trade by price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exits {
    /// The stop, from the entry.
    pub stop: Option<Distance>,
    /// The target. As a multiple of risk it has a meaning only beside a stop.
    pub target: Option<Target>,
    /// The trailing stop, from the best price since the entry.
    pub trailing: Option<Distance>,
    /// Bars of the average true range, where a distance is counted in it.
    pub atr_length: u32,
}

/// Hours of the exchange's day, both as minutes after midnight. They may cross midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// The first minute.
    pub from: u32,
    /// The minute after the last.
    pub until: u32,
}

/// How much an entry buys or sells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// A percentage of the equity.
    Equity(f64),
    /// For an amount of cash.
    Cash(f64),
    /// So many units.
    Units(f64),
}

/// The days of a week, as Pine numbers them from 1.
pub const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// A strategy.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// Its title.
    pub name: String,
    /// Which positions are opened.
    pub direction: Direction,
    /// When long ones are opened and closed.
    pub long: Side,
    /// When short ones are.
    pub short: Side,
    /// What ends a trade by price.
    pub exits: Exits,
    /// Hours in which the bars begin that may give a signal to enter; `None`: all. The entry fills at the next bar's open, which may be later.
    pub hours: Option<Hours>,
    /// Days of the bars that may give a signal to enter, in the order of [`DAYS`].
    pub days: [bool; 7],
    /// How much an entry buys or sells.
    pub size: Size,
}

impl Rules {
    /// The sides that are traded, with whether they are long.
    fn sides(&self) -> impl Iterator<Item = (bool, &Side)> {
        let long = (self.direction != Direction::Short).then_some((true, &self.long));
        let short = (self.direction != Direction::Long).then_some((false, &self.short));
        long.into_iter().chain(short)
    }

    /// Whether a position that was opened may never be closed: nothing of the rules does it.
    pub fn never_closes(&self) -> bool {
        let by_price =
            self.exits.stop.is_some() || self.exits.target.is_some() || self.exits.trailing.is_some();
        let by_reversal = self.direction == Direction::Both
            && self.sides().all(|(_, side)| !side.entry.conditions.is_empty());
        !by_price && !by_reversal && self.sides().any(|(_, side)| side.exit.conditions.is_empty())
    }
}

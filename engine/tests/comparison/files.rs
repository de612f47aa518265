//! Lists as files, in miniature: what is read, and what a file that is no list is told.

use engine::comparison::{List, ListError, compare, read};
use engine::trade::Side;
use proptest::prelude::*;

use super::written::{NEW as NEW_LAYOUT, csv, trades};

const NEW: &str = "Trade #,Type,Date and time,Signal,Price USDT,Position size (qty),Position size (value),Net P&L USD,Net P&L %,Cumulative P&L USD,Cumulative P&L %";

fn list(rows: &[&str]) -> List {
    read([NEW].iter().chain(rows).copied().collect::<Vec<_>>().join("\n").as_bytes()).unwrap()
}

fn refusal(text: &str) -> String {
    read(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn a_trade_is_read_from_its_two_rows() {
    let list = list(&[
        "1,Exit long,2025-04-06 01:30,\"Close, at last\",1787.27,1,1796.11,-8.84,-0.49,-8.84,0.00",
        "1,Entry long,2025-04-05 20:45,Long,1796.11,1,1796.11,-8.84,-0.49,-8.84,0.00",
        "2,Exit short,2025-04-06 11:00,Open,1803.5,0.25,453.0,8.6,0.47,-0.24,0.00",
        "2,Entry short,2025-04-06 08:45,Short,1812.1,0.25,453.0,8.6,0.47,-0.24,0.00",
    ]);
    let [first, second] = list.trades.as_slice() else { panic!("{list:?}") };
    assert_eq!(
        (first.side, first.entry_time, first.exit_time),
        (Side::Long, 1_743_885_900_000, 1_743_903_000_000)
    );
    assert_eq!((first.entry_price, first.exit_price, first.quantity), (1796.11, 1787.27, 1.0));
    assert_eq!((first.profit, first.profit_percent, first.is_open), (Some(-8.84), Some(-0.49), false));
    assert_eq!((first.entry_signal.as_str(), first.exit_signal.as_str()), ("Long", "Close, at last"));
    assert_eq!((second.side, second.quantity, second.is_open), (Side::Short, 0.25, true));
    assert_eq!((list.decimals.price, list.decimals.size, list.decimals.profit), (2, 2, 2));
    assert_eq!(
        (list.price_currency.as_deref(), list.profit_currency.as_deref()),
        (Some("USDT"), Some("USD"))
    );
    assert_eq!(list.resolution_ms, 60_000);
}

#[test]
fn an_order_that_is_called_open_is_no_open_trade() {
    let list = list(&[
        "1,Entry long,2025-04-05 20:45,Open,1796.11,1,1796.11,1,1,1,1",
        "1,Exit long,2025-04-06 01:30,Open,1787.27,1,1796.11,1,1,1,1",
        "2,Entry long,2025-04-06 08:45,Open,1812.1,1,1812.1,1,1,1,1",
        "2,Exit long,2025-04-06 11:00,Open,1803.5,1,1812.1,1,1,1,1",
    ]);
    assert_eq!(list.trades.iter().map(|trade| trade.is_open).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn older_columns_newest_first_with_quoted_thousands_are_read() {
    let text = "Trade #,Type,Signal,Date/Time,Price,Contracts,Profit,Profit %,Cum. Profit,Cum. Profit %,Run-up,Run-up %,Drawdown,Drawdown %\n\
                2,Entry Short,S,2021-03-05 09:30,\"50,100.5\",2,,,,,,,,\n\
                2,Exit Short,,,,,,,,,,,,\n\
                1,Entry Long,L,2021-03-04,\"49,000\",\"1,250\",,,,,,,,\n\
                ,Exit Long,X,2021-03-05,\"50,000\",\"1,250\",\u{2212}12.5,3.1%,0,0,0,0,0,0\n";
    let list = read(text.as_bytes()).unwrap();
    let [first, second] = list.trades.as_slice() else { panic!("{list:?}") };
    assert_eq!((first.entry_price, first.exit_price, first.quantity), (49_000.0, 50_000.0, 1_250.0));
    assert_eq!((first.profit, first.profit_percent), (Some(-12.5), Some(3.1)));
    assert_eq!((second.entry_price, second.is_open, second.profit), (50_100.5, true, None));
    assert_eq!((list.price_currency, list.profit_currency), (None, None));
}

#[test]
fn semicolons_with_decimal_commas_and_days_are_read() {
    let text = "Trade number;Type;Date and time;Signal;Price EUR;Size (qty);Net PnL EUR;Net PnL %\n\
                1;Exit short;2025-01-03;x;1.234,5;1.000;12,50;1,01\n1;Entry short;2025-01-02;e;1.247;1.000;12,50;1,01\n";
    let list = read(text.as_bytes()).unwrap();
    let trade = &list.trades[0];
    assert_eq!(
        (trade.entry_price, trade.exit_price, trade.quantity, trade.profit),
        (1247.0, 1234.5, 1000.0, Some(12.5))
    );
    assert_eq!((list.resolution_ms, list.price_currency.as_deref()), (86_400_000, Some("EUR")));
}

#[test]
fn a_file_that_is_no_list_is_told_what_it_lacks() {
    assert_eq!(read(b""), Err(ListError::Empty));
    assert_eq!(read(b"PK\x03\x04rest"), Err(ListError::Packed));
    assert_eq!(read(NEW.as_bytes()), Err(ListError::NoTrades));
    let bars = refusal("time,open,high,low,close\n2025-01-01,1,2,0.5,1\n");
    assert!(bars.starts_with("This is not a list of trades: the header in line 1 has no column for the trade's number, the type"), "{bars}");
}

#[test]
fn a_field_that_cannot_be_read_is_named_by_line_and_column() {
    let entry = "1,Entry long,2025-04-05 20:45,Long,1796.11,1,1796.11,-8.84,-0.49,-8.84,0.00";
    for (row, expected) in [
        (
            "1,Exit long,06.04.2025,x,1787.27,1,1,1,1,1,1",
            "Line 3, column Date and time: found “06.04.2025” where a time such as 2025-03-31 09:30 was expected.",
        ),
        (
            "1,Exit long,2025-04-06 01:30,x,abc,1,1,1,1,1,1",
            "Line 3, column Price USDT: found “abc” where a number was expected.",
        ),
        (
            "1,Leave,2025-04-06 01:30,x,1,1,1,1,1,1,1",
            "Line 3, column Type: found “Leave” where Entry long, Entry short, Exit long or Exit short was expected.",
        ),
        (
            "one,Exit long,2025-04-06 01:30,x,1,1,1,1,1,1,1",
            "Line 3, column Trade #: found “one” where the number of a trade was expected.",
        ),
        (
            "1,Exit long,2025-04-06 01:30",
            "Line 3 has 3 fields where at least 6 were expected. The file may be cut off; export it again.",
        ),
        (
            "1,Entry long,2025-04-05 20:45,Long,1796.11,1,1,1,1,1,1",
            "Line 3, column Trade #: trade 1 has a second entry. Two lists may have been joined; export one again.",
        ),
        (
            "2,Exit long,2025-04-06 01:30,x,1,1,1,1,1,1,1",
            "Line 3: trade 2 has an exit and no entry of its side. The file may be cut off; export it again.",
        ),
    ] {
        assert_eq!(refusal(&format!("{NEW}\n{entry}\n{row}\n")), expected);
    }
}

proptest! {
    #[test]
    fn a_damaged_file_is_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let run = super::crosses();
        let mut bytes = csv(&trades(&run.report)[..12], NEW_LAYOUT);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        if let Ok(list) = read(&bytes) {
            let n = list.trades.len();
            let comparison = compare(list, &run.report, &run.config, &run.series);
            let n_listed = comparison.rows.iter().filter(|row| row.theirs.is_some()).count();
            prop_assert_eq!((n_listed, comparison.theirs.len()), (n, n));
            prop_assert!(comparison.n_equal <= comparison.n_compared);
        }
    }
}

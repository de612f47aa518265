//! Two bars in every layout that is recognised, as publishers write them: publisher, text, bars.

use engine::series::Bar;

pub(crate) const DAY: i64 = 86_400_000;
/// 2024-01-02 00:00 UTC
pub(crate) const JAN_2: i64 = 1_704_153_600_000;
/// 2024-01-02 14:30 UTC
pub(crate) const HALF_PAST_TWO: i64 = JAN_2 + 52_200_000;

/// The two bars that most fixtures below hold, starting at `time`.
pub(crate) fn two_bars(time: i64, step: i64, volume: f64) -> Vec<Bar> {
    vec![
        Bar { time, open: 10.0, high: 12.0, low: 9.5, close: 11.0, volume },
        Bar { time: time + step, open: 11.0, high: 13.0, low: 10.5, close: 12.5, volume },
    ]
}

pub(crate) fn publishers() -> Vec<(&'static str, String, Vec<Bar>)> {
    let minute = 60_000;
    let ms = HALF_PAST_TWO;
    let s = ms / 1000;
    vec![
        ("Yahoo", "Date,Open,High,Low,Close,Adj Close,Volume\n2024-01-02,10,12,9.5,11,5.5,7\n2024-01-03,11,13,10.5,12.5,6.25,7\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("Yahoo", "Price,Close,High,Low,Open,Volume\nTicker,AAPL,AAPL,AAPL,AAPL,AAPL\nDate,,,,,\n2024-01-02,11,12,9.5,10,7\n2024-01-03,12.5,13,10.5,11,7\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("Stooq", "Date,Open,High,Low,Close,Volume\r\n2024-01-02,10,12,9.5,11,7\r\n2024-01-03,11,13,10.5,12.5,7\r\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("generic", "Date,Open,High,Low,Close\n2024-01-02,10,12,9.5,11\n2024-01-03,11,13,10.5,12.5\n".into(), two_bars(JAN_2, DAY, 0.0)),
        ("Stooq bulk", "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\nA.US,5,20240102,143000,10,12,9.5,11,7,0\nA.US,5,20240102,143100,11,13,10.5,12.5,7,0\n".into(), two_bars(ms, minute, 7.0)),
        ("Finam", "<TICKER>;<PER>;<DATE>;<TIME>;<OPEN>;<HIGH>;<LOW>;<CLOSE>;<VOL>\nA;1;20240102;143000;10;12;9.5;11;7\nA;1;20240102;143100;11;13;10.5;12.5;7\n".into(), two_bars(ms, minute, 7.0)),
        ("TradingView chart", format!("time,open,high,low,close,Volume,Plot\n{s},10,12,9.5,11,7,NaN\n{},11,13,10.5,12.5,7,1\n", s + 60), two_bars(ms, minute, 7.0)),
        ("TradingView chart", "time,open,high,low,close\n2024-01-02T09:30:00-05:00,10,12,9.5,11\n2024-01-02T09:31:00-05:00,11,13,10.5,12.5\n".into(), two_bars(ms, minute, 0.0)),
        ("Binance", format!("{ms},10,12,9.5,11,7,{},70,3,1,1,0\n{},11,13,10.5,12.5,7,{},70,3,1,1,0\n", ms + 59_999, ms + minute, ms + 119_999), two_bars(ms, minute, 7.0)),
        ("Binance", format!("{ms}000,10,12,9.5,11,7,{}999,70,3,1,1,0\n{}000,11,13,10.5,12.5,7,{}999,70,3,1,1,0\n", ms + 59_999, ms + minute, ms + 119_999), two_bars(ms, minute, 7.0)),
        ("Binance futures", format!("open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n{ms},10,12,9.5,11,7,{},70,3,1,1,0\n{},11,13,10.5,12.5,7,{},70,3,1,1,0\n", ms + 59_999, ms + minute, ms + 119_999), two_bars(ms, minute, 7.0)),
        ("Kraken", format!("{s},10,12,9.5,11,7,3\n{},11,13,10.5,12.5,7,3\n", s + 60), two_bars(ms, minute, 7.0)),
        ("Kraken", format!("{s},10,12,9.5,11,10.7,7,3\n{},11,13,10.5,12.5,11.9,7,3\n", s + 60), two_bars(ms, minute, 7.0)),
        ("MetaTrader 4", "2024.01.02,14:30,10,12,9.5,11,7\n2024.01.02,14:31,11,13,10.5,12.5,7\n".into(), two_bars(ms, minute, 7.0)),
        ("MetaTrader 5", "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n2024.01.02\t14:30:00\t10\t12\t9.5\t11\t7\t0\t1\n2024.01.02\t14:31:00\t11\t13\t10.5\t12.5\t7\t0\t1\n".into(), two_bars(ms, minute, 7.0)),
        ("MetaTrader 5", "<DATE>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n2024.01.02\t10\t12\t9.5\t11\t90\t7\t1\n2024.01.03\t11\t13\t10.5\t12.5\t90\t7\t1\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("HistData", "20240102 093000;10;12;9.5;11;0\n20240102 093100;11;13;10.5;12.5;0\n".into(), two_bars(ms, minute, 0.0)),
        ("Dukascopy", "Gmt time,Open,High,Low,Close,Volume\n02.01.2024 14:30:00.000,10,12,9.5,11,7\n02.01.2024 14:31:00.000,11,13,10.5,12.5,7\n".into(), two_bars(ms, minute, 7.0)),
        ("Alpha Vantage", "timestamp,open,high,low,close,volume\n2024-01-02 09:31:00,11,13,10.5,12.5,7\n2024-01-02 09:30:00,10,12,9.5,11,7\n".into(), two_bars(ms, minute, 7.0)),
        ("Polygon", format!("ticker,volume,open,close,high,low,window_start,transactions\nA,7,10,11,12,9.5,{ms}000000,3\nA,7,11,12.5,13,10.5,{}000000,3\n", ms + minute), two_bars(ms, minute, 7.0)),
        ("CryptoDataDownload", format!("https://www.CryptoDataDownload.com\nunix,date,symbol,open,high,low,close,Volume BTC,Volume USD,tradecount\n{},2024-01-02 14:31:00,BTC/USD,11,13,10.5,12.5,7,90,3\n{ms},2024-01-02 14:30:00,BTC/USD,10,12,9.5,11,7,90,3\n", ms + minute), two_bars(ms, minute, 7.0)),
        ("Nasdaq.com", "Date,Close/Last,Volume,Open,High,Low\n01/03/2024,$12.50,7,$11.00,$13.00,$10.50\n01/02/2024,$11.00,7,$10.00,$12.00,$9.50\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("TSLab", "01/02/2024;14:30;10;12;9.5;11;7;\n01/02/2024;14:31;11;13;10.5;12.5;7;\n".into(), two_bars(ms, minute, 7.0)),
        ("generic", "\u{feff}Datum;Open;High;Low;Last;Vol\n02.01.2024;10,0;12,0;9,5;11,0;7\n03.01.2024;11,0;13,0;10,5;12,5;7\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("generic", "2024-01-02|11|9.5|12|10|7\n2024-01-03|12.5|10.5|13|11|7\n".replace("11|9.5|12|10", "10|9.5|12|11").replace("12.5|10.5|13|11", "11|10.5|13|12.5"), two_bars(JAN_2, DAY, 7.0)),
        ("generic", ",Open,High,Low,Close,Volume\n2024-01-02,10,12,9.5,11,7\n2024-01-03,11,13,10.5,12.5,7\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("generic", "\"when\";\"Time\";\"Open\";\"High\";\"Low\";\"Close\"\n\"20240102\";\"1430\";\"10\";\"12\";\"9.5\";\"11\"\n\"20240102\";\"1431\";\"11\";\"13\";\"10.5\";\"12.5\"\n".replace("when", "Date"), two_bars(ms, minute, 0.0)),
        ("Alpha Vantage", "timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient\n2024-01-03,11,13,10.5,12.5,6.25,7,0.0000,1.0\n2024-01-02,10,12,9.5,11,5.5,7,0.0000,1.0\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("HistData", "2024.01.02,09:30,10,12,9.5,11,0\n2024.01.02,09:31,11,13,10.5,12.5,0\n".into(), two_bars(ms, minute, 0.0)),
        ("Dukascopy", "Local time,Open,High,Low,Close,Volume\n02.01.2024 16:30:00.000 GMT+0200,10,12,9.5,11,7\n02.01.2024 16:31:00.000 GMT+0200,11,13,10.5,12.5,7\n".into(), two_bars(ms, minute, 7.0)),
        ("CryptoDataDownload", "https://www.CryptoDataDownload.com\ndate,symbol,open,high,low,close,Volume USD\n2024-01-03,BTCUSD,11,13,10.5,12.5,7\n2024-01-02,BTCUSD,10,12,9.5,11,7\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("Binance", format!("{ms},10,12,9.5,11,7,{},70,3,1,1,0\r\n{}000,11,13,10.5,12.5,7,{}999,70,3,1,1,0\r\n", ms + 59_999, ms + minute, ms + 119_999), two_bars(ms, minute, 7.0)),
        ("Finam", "<TICKER>,<DTYYYYMMDD>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\nA,20240102,10,12,9.5,11,7\nA,20240103,11,13,10.5,12.5,7\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("Finam", "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>\nA,D,20240102,000000,10,12,9.5,11,7\nA,D,20240103,000000,11,13,10.5,12.5,7\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("Yahoo", "Price,Adj Close,Close,High,Low,Open,Volume\nTicker,A,A,A,A,A,A\nDate,,,,,,\n2024-01-02,5.5,11,12,9.5,10,7\n2024-01-03,6.25,12.5,13,10.5,11,7\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("generic", "Date,Open,High,Low,Close,Volume\n2024-01-02,10,12,9.5,11,\n2024-01-03,11,13,10.5,12.5,\n".into(), two_bars(JAN_2, DAY, 0.0)),
        ("Kraken", format!("{s},10,12,9.5,11,7,3\n{},11,13,10.5,12.5,7,3\n", s + 300), two_bars(ms, 300_000, 7.0)),
        ("Binance futures", format!("{ms},10,12,9.5,11,7,{},70,3,1,1,0\n{},11,13,10.5,12.5,7,{},70,3,1,1,0\n", ms + 59_999, ms + minute, ms + 119_999).replacen("", "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n", 1), two_bars(ms, minute, 7.0)),
        ("generic", "o,h,l,c,v,t\n10,12,9.5,11,7,1704153600\n11,13,10.5,12.5,7,1704240000\n".into(), two_bars(JAN_2, DAY, 7.0)),
        ("generic", "Date|Open|High|Low|Close|Volume\n31/12/2023|10|12|9.5|11|1,000\n01/01/2024|11|13|10.5|12.5|1,000\n".into(), two_bars(JAN_2 - 2 * DAY, DAY, 1000.0)),
    ]
}

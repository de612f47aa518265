//! Names that columns go by, in the languages in which publishers write them.

use super::format::Role;
use super::time::zone;

/// The role a column's name stands for, whatever its case, brackets, accents and spacing.
pub(super) fn role_of(name: &str) -> Option<Role> {
    let plain = plain(name);
    let of_plain = NAMES.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(role, _)| *role);
    of_plain.or_else(|| {
        if plain.starts_with("volume") && plain.len() <= 14 {
            Some(Role::Volume)
        } else if zone_in(name).is_some() {
            Some(if plain.starts_with("time") && !plain.starts_with("timestamp") {
                Role::TimeOfDay
            } else {
                Role::Time
            })
        } else if ["ticker", "symbol", "code", "isin"].iter().any(|end| plain.ends_with(end))
            && plain.len() <= 16
        {
            Some(Role::Ticker)
        } else {
            None
        }
    })
}

/// A name without case, accents, brackets and spacing.
pub(super) fn plain(name: &str) -> String {
    name.to_lowercase().chars().map(without_accent).filter(|c| c.is_alphanumeric()).collect()
}

fn without_accent(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ş' | 'ś' | 'š' => 's',
        'ú' | 'ù' | 'û' | 'ü' | 'ů' => 'u',
        'ý' => 'y',
        'ž' | 'ź' | 'ż' => 'z',
        c => c,
    }
}

/// The zone that a name such as `Date (UTC)`, `time_est` or `Gmt time` gives; its IANA name or an offset's.
pub(super) fn zone_in(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '/').filter(|w| !w.is_empty()).collect();
    let is_time =
        |word: &&str| matches!(*word, "date" | "time" | "datetime" | "timestamp" | "open" | "gmttime");
    if words.len() < 2 || !words.iter().any(is_time) {
        return None;
    }
    words.iter().filter(|word| !is_time(word)).find_map(|word| {
        let named = match *word {
            "utc" | "gmt" => "UTC",
            "est" => "Etc/GMT+5",
            "et" | "us/eastern" | "america/new_york" => "America/New_York",
            "ct" | "us/central" => "America/Chicago",
            "cet" => "Europe/Paris",
            "jst" => "Asia/Tokyo",
            "kst" => "Asia/Seoul",
            _ => return None,
        };
        zone(named.as_bytes()).map(|_| named.to_owned())
    })
}

/// `plain` names by role.
const NAMES: [(Role, &[&str]); 9] = [
    (
        Role::Time,
        &[
            "date",
            "datetime",
            "timestamp",
            "unix",
            "unixtime",
            "opentime",
            "windowstart",
            "gmttime",
            "localtime",
            "dateandtime",
            "unixtimestamp",
            "datum",
            "dt",
            "day",
            "dtyyyymmdd",
            "t",
            "data",
            "fecha",
            "tarih",
            "dato",
            "дата",
            "日期",
            "日付",
            "日付け",
            "날짜",
            "일자",
            "tradedate",
            "tradingday",
            "tradingdate",
            "starttime",
            "opentimestamp",
            "timestampms",
            "candlebegintime",
            "bartime",
            "begin",
            "pricedate",
            "timestamps",
        ],
    ),
    // A column named time is the time of day where another holds the date: see `columns`.
    (
        Role::TimeOfDay,
        &[
            "time",
            "timeofday",
            "hour",
            "hhmm",
            "hhmmss",
            "hms",
            "clock",
            "hora",
            "uhrzeit",
            "zeit",
            "heure",
            "ora",
            "时间",
            "時間",
            "시간",
        ],
    ),
    (
        Role::Open,
        &[
            "open",
            "o",
            "openprice",
            "opening",
            "openingprice",
            "first",
            "openpx",
            "apertura",
            "abertura",
            "ouverture",
            "ouv",
            "eroffnung",
            "eroffn",
            "erster",
            "eroffnungskurs",
            "otwarcie",
            "acilis",
            "откр",
            "открытие",
            "oppning",
            "始値",
            "开盘",
            "开盘价",
            "開盤",
            "시가",
        ],
    ),
    (
        Role::High,
        &[
            "high",
            "h",
            "highprice",
            "highpx",
            "max",
            "maximo",
            "maxima",
            "massimo",
            "plushaut",
            "haut",
            "hoch",
            "hochst",
            "tageshoch",
            "hochstkurs",
            "najwyzszy",
            "yuksek",
            "макс",
            "максимум",
            "hoog",
            "hogsta",
            "高値",
            "高",
            "最高",
            "最高价",
            "고가",
        ],
    ),
    (
        Role::Low,
        &[
            "low",
            "l",
            "lowprice",
            "lowpx",
            "min",
            "minimo",
            "minima",
            "plusbas",
            "bas",
            "tief",
            "tiefst",
            "tagestief",
            "tiefstkurs",
            "najnizszy",
            "dusuk",
            "мин",
            "минимум",
            "laag",
            "lagsta",
            "安値",
            "低",
            "最低",
            "最低价",
            "저가",
        ],
    ),
    (
        Role::Close,
        &[
            "close",
            "c",
            "closeprice",
            "closelast",
            "last",
            "price",
            "closing",
            "closingprice",
            "lastprice",
            "closepx",
            "cierre",
            "ultimo",
            "fechamento",
            "chiusura",
            "cloture",
            "dernier",
            "zuletzt",
            "schluss",
            "schlusskurs",
            "zamkniecie",
            "simdi",
            "kapanis",
            "цена",
            "закрытие",
            "laatste",
            "senaste",
            "終値",
            "收盘",
            "收盘价",
            "收盤",
            "종가",
        ],
    ),
    (
        Role::AdjustedClose,
        &["adjclose", "adjustedclose", "closeadj", "adjustedcloseprice", "closeadjusted", "adjcloseprice"],
    ),
    (
        Role::Volume,
        &[
            "volume",
            "v",
            "vol",
            "volumen",
            "tickvol",
            "tickvolume",
            "volumebtc",
            "sharesorcontracts",
            "umsatz",
            "wolumen",
            "hacim",
            "объем",
            "объём",
            "出来高",
            "成交量",
            "거래량",
            "basevolume",
            "tottrdqty",
        ],
    ),
    (
        Role::Ticker,
        &[
            "ticker",
            "symbol",
            "instrument",
            "isin",
            "name",
            "tic",
            "code",
            "stock",
            "asset",
            "pair",
            "coin",
            "security",
            "scrip",
            "sid",
            "permno",
            "contract",
            "company",
            "index",
            "currency",
            "product",
            "market",
            "cusip",
            "secid",
            "figi",
            "stockid",
            "assetid",
            "instrumentid",
            "securityid",
            "stockname",
            "cryptoname",
            "companyname",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_many_languages_and_spellings() {
        for (name, role) in [
            ("Último", Some(Role::Close)),
            ("MÁXIMO", Some(Role::High)),
            ("Eröffn.", Some(Role::Open)),
            ("Plus Bas", Some(Role::Low)),
            ("<TICKVOL>", Some(Role::Volume)),
            ("Volume USDT", Some(Role::Volume)),
            ("終値", Some(Role::Close)),
            ("ts_code", Some(Role::Ticker)),
            ("Date (UTC)", Some(Role::Time)),
            ("% var.", None),
            ("Prev. Close", None),
        ] {
            assert_eq!(role_of(name), role, "{name}");
        }
        assert_eq!(zone_in("Date (UTC)").as_deref(), Some("UTC"));
        assert_eq!(zone_in("time_est").as_deref(), Some("Etc/GMT+5"));
        assert_eq!(zone_in("Date"), None);
    }
}

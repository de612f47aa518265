//! Bytes of any common encoding, and line ends of any system, to UTF-8 lines that end with LF.

use serde::{Deserialize, Serialize};

/// How the text is written in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Encoding {
    /// The characters.
    pub characters: Characters,
    /// Lines end with CR alone, as spreadsheets on old Macintoshes write them.
    pub cr_only: bool,
}

/// How characters are written in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Characters {
    /// UTF-8, of which ASCII is a part.
    #[default]
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// One byte a character, as Western European editions of Windows write text.
    Windows1252,
}

impl Encoding {
    /// By the bytes at the beginning of the text.
    pub(crate) fn of(head: &[u8]) -> Self {
        let characters = match head {
            [0xff, 0xfe, ..] => Characters::Utf16Le,
            [0xfe, 0xff, ..] => Characters::Utf16Be,
            _ if every_second_is_zero(head, 1) => Characters::Utf16Le,
            _ if every_second_is_zero(head, 0) => Characters::Utf16Be,
            _ => match std::str::from_utf8(head) {
                Ok(_) => Characters::Utf8,
                // The sample may end inside a character.
                Err(error) if error.error_len().is_none() => Characters::Utf8,
                Err(_) => Characters::Windows1252,
            },
        };
        let plain = Self { characters, cr_only: false };
        let mut text = Vec::new();
        Decoder::new(plain).push(head, &mut text);
        Self { cr_only: text.contains(&b'\r') && !text.contains(&b'\n'), ..plain }
    }

    /// Whether the bytes are passed on as they are.
    pub(super) fn is_plain(self) -> bool {
        self == Self::default()
    }
}

/// ASCII in UTF-16 without a byte order mark.
fn every_second_is_zero(head: &[u8], at: usize) -> bool {
    let head = &head[..head.len().min(200) & !1];
    head.len() >= 8 && head.chunks(2).all(|pair| pair[at] == 0 && pair[1 - at] != 0)
}

/// Characters 0x80 to 0x9f of Windows-1252; the rest are Latin-1, which are Unicode's first. Source: the table of the WHATWG
/// encoding standard.
const WINDOWS: [u16; 32] = [
    0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152,
    0x8d, 0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161,
    0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
];

/// Decodes a stream in chunks of any size.
#[derive(Debug)]
pub(crate) struct Decoder {
    encoding: Encoding,
    /// The first byte of a pair whose second is in the next chunk.
    half: Option<u8>,
    /// The first unit of a surrogate pair.
    high: Option<u16>,
}

impl Decoder {
    pub(crate) fn new(encoding: Encoding) -> Self {
        Self { encoding, half: None, high: None }
    }

    /// Appends the text of these bytes.
    pub(crate) fn push(&mut self, bytes: &[u8], text: &mut Vec<u8>) {
        let from = text.len();
        match self.encoding.characters {
            Characters::Utf8 => text.extend_from_slice(bytes),
            Characters::Windows1252 => {
                for &byte in bytes {
                    let code = match byte {
                        0x80..0xa0 => u32::from(WINDOWS[usize::from(byte - 0x80)]),
                        _ => u32::from(byte),
                    };
                    append(code, text);
                }
            }
            Characters::Utf16Le => self.units(bytes, u16::from_le_bytes, text),
            Characters::Utf16Be => self.units(bytes, u16::from_be_bytes, text),
        }
        if self.encoding.cr_only {
            text[from..].iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
        }
    }

    fn units(&mut self, bytes: &[u8], unit: fn([u8; 2]) -> u16, text: &mut Vec<u8>) {
        for &byte in bytes {
            let Some(first) = self.half.take() else {
                self.half = Some(byte);
                continue;
            };
            let unit = unit([first, byte]);
            match (self.high.take(), unit) {
                (_, 0xd800..0xdc00) => self.high = Some(unit),
                (Some(high), 0xdc00..0xe000) => {
                    append(0x10000 + ((u32::from(high) - 0xd800) << 10) + (u32::from(unit) - 0xdc00), text);
                }
                (_, unit) => append(u32::from(unit), text),
            }
        }
    }
}

fn append(code: u32, text: &mut Vec<u8>) {
    let character = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> (Characters, String) {
        let encoding = Encoding::of(bytes);
        let (mut decoder, mut text) = (Decoder::new(encoding), Vec::new());
        for byte in bytes.chunks(1) {
            decoder.push(byte, &mut text);
        }
        (encoding.characters, String::from_utf8(text).unwrap_or_default())
    }

    #[test]
    fn texts_are_read_in_the_encodings_that_people_have() {
        let text = "Höchst;€;𝄞\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let le: Vec<u8> = [0xfeff].iter().chain(&units).flat_map(|unit| unit.to_le_bytes()).collect();
        let be: Vec<u8> = [0xfeff].iter().chain(&units).flat_map(|unit| unit.to_be_bytes()).collect();
        assert_eq!(decode(text.as_bytes()), (Characters::Utf8, text.to_owned()));
        assert_eq!(decode(&le), (Characters::Utf16Le, format!("\u{feff}{text}")));
        assert_eq!(decode(&be), (Characters::Utf16Be, format!("\u{feff}{text}")));
        assert_eq!(decode(b"H\xf6chst;\x80\n"), (Characters::Windows1252, "Höchst;€\n".to_owned()));
        let bare: Vec<u8> = "Date,Open\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&bare), (Characters::Utf16Le, "Date,Open\n".to_owned()));
    }

    #[test]
    fn lines_that_end_with_cr_alone_are_lines() {
        assert_eq!(decode(b"a,b\r1,2\r"), (Characters::Utf8, "a,b\n1,2\n".to_owned()));
        assert!(!Encoding::of(b"a,b\r\n1,2\r\n").cr_only);
    }
}

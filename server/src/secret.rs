//! Tokens and pairing codes: how they are made and read. The server keeps hashes of their secrets only.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Crockford's base 32: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a code by which it is found; the others, 60 bits, are its secret.
const N_ID: usize = 4;
const N_CODE: usize = 16;

/// What a device shows: `hc1_<public id>_<secret of 256 bits>`.
#[derive(Clone)]
pub struct Token {
    id: String,
    secret: String,
}

/// What a person copies from one device to another: four groups of four.
#[derive(Clone)]
pub struct Code(String);

/// It is not of the right form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not of the right form")]
pub struct Malformed;

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn new() -> Result<Self, getrandom::Error> {
        Ok(Self { id: const_hex::encode(random::<8>()?), secret: const_hex::encode(random::<32>()?) })
    }

    /// The part by which it is found.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What is kept of the other part.
    pub fn secret_hash(&self) -> Vec<u8> {
        Sha256::digest(&self.secret).to_vec()
    }

    /// The whole. Goes to its device and nowhere else.
    pub fn reveal(&self) -> String {
        format!("hc1_{}_{}", self.id, self.secret)
    }
}

impl FromStr for Token {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let (id, secret) =
            text.strip_prefix("hc1_").and_then(|rest| rest.split_once('_')).ok_or(Malformed)?;
        let is_hex = |part: &str| part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if id.len() != 16 || secret.len() != 64 || !is_hex(id) || !is_hex(secret) {
            return Err(Malformed);
        }
        Ok(Self { id: id.to_owned(), secret: secret.to_owned() })
    }
}

impl Code {
    /// A new one.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn new() -> Result<Self, getrandom::Error> {
        let letters =
            random::<N_CODE>()?.map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
        Ok(Self(letters.into_iter().collect()))
    }

    /// The part by which it is found.
    pub fn id(&self) -> &str {
        &self.0[..N_ID]
    }

    /// What is kept of the other part.
    pub fn secret_hash(&self) -> Vec<u8> {
        Sha256::digest(&self.0[N_ID..]).to_vec()
    }

    /// The whole, for a person.
    pub fn reveal(&self) -> String {
        [&self.0[..4], &self.0[4..8], &self.0[8..12], &self.0[12..]].join("-")
    }
}

impl FromStr for Code {
    type Err = Malformed;

    /// Takes it as people type it: small letters, O for 0, I and L for 1, with or without dashes and blanks.
    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.len() > 64 {
            return Err(Malformed);
        }
        let letters = text.chars().filter(|letter| !matches!(letter, '-' | ' ')).map(|letter| {
            match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            }
        });
        let code: String = letters.collect();
        if code.len() != N_CODE || !code.bytes().all(|byte| ALPHABET.contains(&byte)) {
            return Err(Malformed);
        }
        Ok(Self(code))
    }
}

/// Whether two hashes are equal, found out in a time that tells nothing.
pub fn same(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

// Neither may get into a log by way of `{:?}`.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hc1_{}_…", self.id)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a pairing code")
    }
}

fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_shown_and_nothing_else_is() {
        let token = Token::new().unwrap();
        let read: Token = token.reveal().parse().unwrap();
        assert_eq!((read.id(), read.secret_hash()), (token.id(), token.secret_hash()));
        let whole = token.reveal();
        for wrong in
            ["", "hc1__", &whole[1..], &whole[..whole.len() - 1], &whole.to_uppercase(), &format!("{whole}0")]
        {
            assert!(wrong.parse::<Token>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = Code::new().unwrap();
        let shown = code.reveal();
        assert_eq!(shown.len(), 19);
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', ""),
            shown.replace('1', "l").replace('0', "o"),
        ] {
            let read: Code = typed.parse().unwrap();
            assert_eq!((read.id(), read.secret_hash()), (code.id(), code.secret_hash()), "{typed}");
        }
        for wrong in ["", "ABCD", "UUUU-UUUU-UUUU-UUUU", "ÄÄÄÄ-ÄÄÄÄ", &format!("{shown}0")] {
            assert!(wrong.parse::<Code>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn neither_shows_its_secret_when_it_is_printed_by_mistake() {
        let token = Token::new().unwrap();
        assert!(
            !token.reveal().contains(&format!("{token:?}")) && !format!("{token:?}").contains(&token.secret)
        );
        let code = Code::new().unwrap();
        assert!(!format!("{code:?}").contains(&code.0));
    }
}

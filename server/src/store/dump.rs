//! All rows out of one database and into another, whichever kind each is.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use shared::api::digest::StateDigest;
use shared::api::record::{RecordKind, Revision};
use uuid::Uuid;

use super::sql::{Row, Transaction, Value, args};
use super::{Store, StoreError, migrations};

/// Records per piece, since only they may be too many for the memory.
const PIECE: i64 = 200;

/// A table: how to read it, how to fill it, and of which kind each column is (Int, Text, Bytes).
struct Table {
    name: &'static str,
    select: &'static str,
    insert: &'static str,
    kinds: &'static [u8],
}

macro_rules! table {
    ($name:literal ($columns:literal) ($places:literal) $kinds:literal $rest:literal) => {
        Table {
            name: $name,
            select: concat!("SELECT ", $columns, " FROM ", $name, " ", $rest),
            insert: concat!("INSERT INTO ", $name, " (", $columns, ") VALUES (", $places, ")"),
            kinds: $kinds,
        }
    };
}

/// In an order in which each row finds what it refers to. The server's identity is not among them: what is filled from a backup is
/// another server, and devices must notice. Nor are pairing codes, which do not live long enough.
const TABLES: [Table; 8] = [
    table!("workspaces" ("id, name, seq, floor, n_records, digest, used_bytes, created_ms")
        ("$1, $2, $3, $4, $5, $6, $7, $8") b"TTIIITII" "ORDER BY id"),
    table!("devices" ("id, workspace, name, secret_hash, created_ms, seen_ms")
        ("$1, $2, $3, $4, $5, $6") b"TTTBII" "ORDER BY id"),
    table!("profiles" ("workspace, device, acknowledged, seen_ms") ("$1, $2, $3, $4") b"TTII" "ORDER BY workspace, device"),
    table!("answers" ("workspace, device, number, content, answer")
        ("$1, $2, $3, $4, $5") b"TTITT" "ORDER BY workspace, device, number"),
    table!("blobs" ("workspace, hash, n_bytes, n_charged, location, touched_ms, damaged")
        ("$1, $2, $3, $4, $5, $6, $7") b"TTIITII" "ORDER BY workspace, hash"),
    table!("chunks" ("workspace, hash, place, chunk") ("$1, $2, $3, $4") b"TTIT" "ORDER BY workspace, hash, place"),
    table!("records" ("workspace, kind, id, seq, revision, blobs, body, deleted_ms, n_bytes, checksum, damaged")
        ("$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11") b"TTTITTTIITI" "WHERE workspace = $1 AND seq > $2 ORDER BY seq LIMIT $3"),
    table!("record_blobs" ("workspace, kind, id, hash") ("$1, $2, $3, $4") b"TTTT" "ORDER BY workspace, kind, id, hash"),
];

/// A row as it lies in a backup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its table.
    pub table: String,
    /// Its columns, in the order of the table's list.
    pub row: Vec<Cell>,
}

/// A value as it lies in a backup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// NULL.
    Null,
    /// A number.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes in hex.
    Bytes {
        /// The digits.
        hex: String,
    },
}

/// The newest schema; a backup of another one is refused.
pub const SCHEMA: usize = migrations::NEWEST;

/// Reads everything from one state of the database.
pub struct Dumping {
    tx: Box<dyn Transaction>,
    pieces: VecDeque<(usize, Option<(Uuid, i64)>)>,
}

impl Store {
    /// Begins to read everything.
    pub async fn dump(&self) -> Result<Dumping, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx.rows("SELECT id FROM workspaces ORDER BY id".into(), args![]).await?;
        let workspaces = rows.iter().map(|row| row.parsed(0)).collect::<Result<Vec<Uuid>, _>>()?;
        let mut pieces = VecDeque::new();
        for (at, table) in TABLES.iter().enumerate() {
            match table.name {
                "records" => pieces.extend(workspaces.iter().map(|workspace| (at, Some((*workspace, 0))))),
                _ => pieces.push_back((at, None)),
            }
        }
        Ok(Dumping { tx, pieces })
    }

    /// Begins to fill this database, which has to be empty.
    pub async fn fill(&self) -> Result<Filling, StoreError> {
        let mut tx = self.db.write().await?;
        let rows = tx.rows("SELECT id FROM workspaces".into(), args![]).await?;
        if !rows.is_empty() {
            return Err(StoreError::Content(
                "it is not empty, and a backup goes into an empty one only".into(),
            ));
        }
        Ok(Filling { tx, told: BTreeMap::new(), found: BTreeMap::new() })
    }
}

impl Dumping {
    /// The next rows; `None` when there are no more.
    pub async fn next(&mut self) -> Result<Option<Vec<Line>>, StoreError> {
        let Some((at, part)) = self.pieces.pop_front() else { return Ok(None) };
        let table = &TABLES[at];
        let args = part.map_or_else(Vec::new, |(workspace, since)| args![workspace, since, PIECE]);
        let rows = self.tx.rows(table.select.into(), args).await?;
        if let (Some((workspace, _)), Some(last)) = (part, rows.last()) {
            self.pieces.push_front((at, Some((workspace, last.int(3)?))));
        }
        let line =
            |row: Row| Line { table: table.name.into(), row: row.0.into_iter().map(Cell::from).collect() };
        Ok(Some(rows.into_iter().map(line).collect()))
    }
}

/// Fills an empty database: all of it, or nothing.
pub struct Filling {
    tx: Box<dyn Transaction>,
    /// What the workspaces say of their records, and what was found.
    told: BTreeMap<Uuid, StateDigest>,
    found: BTreeMap<Uuid, StateDigest>,
}

impl Filling {
    /// Adds a row.
    ///
    /// # Errors
    /// It is none of these tables, or it contradicts another.
    pub async fn add(&mut self, line: Line) -> Result<(), StoreError> {
        let table = TABLES
            .iter()
            .find(|table| table.name == line.table)
            .filter(|table| table.kinds.len() == line.row.len());
        let table = table
            .ok_or_else(|| StoreError::Content(format!("a row of {} as it is not known here", line.table)))?;
        let values = line.row.into_iter().zip(table.kinds).map(|(cell, kind)| cell.value(*kind));
        let row = Row(values.collect::<Result<_, _>>()?);
        self.note(table.name, &row)?;
        self.tx.rows(table.insert.into(), row.0).await.map(drop)
    }

    /// Ends it, if the records are those that the workspaces tell of.
    ///
    /// # Errors
    /// They are not.
    pub async fn commit(self) -> Result<(), StoreError> {
        for (workspace, told) in &self.told {
            if *told != self.found.get(workspace).copied().unwrap_or_default() {
                return Err(StoreError::Content(format!(
                    "the records of workspace {workspace} are not complete"
                )));
            }
        }
        self.tx.commit().await
    }

    fn note(&mut self, table: &str, row: &Row) -> Result<(), StoreError> {
        match table {
            "workspaces" => {
                self.told
                    .insert(row.parsed(0)?, StateDigest { count: row.count(4)?, digest: row.parsed(5)? });
            }
            "records" if row.text_or_null(6)?.is_some() && row.int(10)? == 0 => {
                let found = self.found.entry(row.parsed(0)?).or_default();
                found.add(&RecordKind(row.text(1)?), row.parsed(2)?, &Revision(row.text(4)?));
            }
            _ => {}
        }
        Ok(())
    }
}

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        match value {
            Value::Int(Some(value)) => Self::Int(value),
            Value::Text(Some(value)) => Self::Text(value),
            Value::Bytes(Some(value)) => Self::Bytes { hex: const_hex::encode(value) },
            Value::Int(None) | Value::Text(None) | Value::Bytes(None) => Self::Null,
        }
    }
}

impl Cell {
    fn value(self, kind: u8) -> Result<Value, StoreError> {
        match (kind, self) {
            (b'I', Self::Int(value)) => Ok(value.into()),
            (b'T', Self::Text(value)) => Ok(value.into()),
            (b'B', Self::Bytes { hex }) => Ok(bytes(&hex)?.into()),
            (b'I', Self::Null) => Ok(Value::Int(None)),
            (b'T', Self::Null) => Ok(Value::Text(None)),
            (_, other) => Err(StoreError::Content(format!("a column cannot be {other:?}"))),
        }
    }
}

fn bytes(hex: &str) -> Result<Vec<u8>, StoreError> {
    // The check knows no prefix, which reading would skip.
    let bytes = if const_hex::check_raw(hex) { const_hex::decode(hex).ok() } else { None };
    bytes.ok_or_else(|| StoreError::Content("bytes that are no hex".into()))
}

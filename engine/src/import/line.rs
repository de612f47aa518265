//! Lines from chunks of bytes, fields from lines.
//!
//! Rows of bars never hold line breaks inside quotes, so lines are cut first: every message can then name its line
//! exactly, and no more than one line is ever held over between chunks.

use super::error::ImportError;

/// No row of bars is longer than this.
pub(super) const MAX_LINE_BYTES: usize = 64 * 1024;

/// Cuts a stream into lines, whatever the chunks.
#[derive(Debug, Default)]
pub(super) struct Lines {
    carry: Vec<u8>,
    n_lines: u64,
}

impl Lines {
    /// Hands each complete line and its number to `visit`, without line end.
    pub(super) fn push(
        &mut self,
        mut bytes: &[u8],
        mut visit: impl FnMut(&[u8], u64) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            self.n_lines += 1;
            if self.carry.len() + end > MAX_LINE_BYTES {
                return Err(self.too_long());
            }
            if self.carry.is_empty() {
                visit(trim_line(&bytes[..end], self.n_lines), self.n_lines)?;
            } else {
                self.carry.extend_from_slice(&bytes[..end]);
                visit(trim_line(&self.carry, self.n_lines), self.n_lines)?;
                self.carry.clear();
            }
            bytes = &bytes[end + 1..];
        }
        if self.carry.len() + bytes.len() > MAX_LINE_BYTES {
            self.n_lines += 1;
            return Err(self.too_long());
        }
        self.carry.extend_from_slice(bytes);
        Ok(())
    }

    /// Hands over the last line if the file does not end with a line end, and starts the count anew.
    pub(super) fn finish(
        &mut self,
        mut visit: impl FnMut(&[u8], u64) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let last = std::mem::take(self);
        if last.carry.is_empty() {
            return Ok(());
        }
        visit(trim_line(&last.carry, last.n_lines + 1), last.n_lines + 1)
    }

    fn too_long(&self) -> ImportError {
        ImportError::LongLine { line: self.n_lines, limit: MAX_LINE_BYTES }
    }
}

/// Without the carriage return, and in line 1 without the byte order mark.
fn trim_line(line: &[u8], number: u64) -> &[u8] {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line }
}

/// Positions of a line's fields, quotes and surrounding blanks taken off. The vector is reused from line to line.
pub(super) fn split(line: &[u8], delimiter: u8, fields: &mut Vec<(usize, usize)>) {
    fields.clear();
    if memchr::memchr(b'"', line).is_some() {
        let (mut start, mut quoted) = (0, false);
        for (i, &byte) in line.iter().enumerate() {
            quoted ^= byte == b'"';
            if byte == delimiter && !quoted {
                fields.push(trim_field(line, start, i));
                start = i + 1;
            }
        }
        fields.push(trim_field(line, start, line.len()));
        return;
    }
    let mut start = 0;
    for (i, &byte) in line.iter().enumerate() {
        if byte == delimiter {
            fields.push(trim_field(line, start, i));
            start = i + 1;
        }
    }
    fields.push(trim_field(line, start, line.len()));
}

fn trim_field(line: &[u8], mut start: usize, mut end: usize) -> (usize, usize) {
    let is_padding = |byte: u8| matches!(byte, b' ' | b'"' | b'\t');
    while start < end && is_padding(line[start]) {
        start += 1;
    }
    while end > start && is_padding(line[end - 1]) {
        end -= 1;
    }
    (start, end)
}

/// The fields as slices; for the sample, where speed does not matter.
pub(crate) fn fields_of(line: &[u8], delimiter: u8) -> Vec<&[u8]> {
    let mut fields = Vec::new();
    split(line, delimiter, &mut fields);
    fields.into_iter().map(|(start, end)| &line[start..end]).collect()
}

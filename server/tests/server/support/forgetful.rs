//! A disk that forgets what was not synced: made from the system calls of a process, as strace writes them down. A file's bytes are there
//! after a power loss if it was synced since, its name if its folder was.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The calls that [`Disk::call`] understands, and those that send answers.
pub(crate) const CALLS: &str = "trace=openat,open,creat,close,write,writev,pwrite64,ftruncate,rename,renameat,renameat2,link,linkat,\
    unlink,unlinkat,mkdir,mkdirat,fsync,fdatasync,sendto,sendmsg";

/// A call that has returned.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) name: String,
    /// The texts among its arguments.
    pub(crate) texts: Vec<Vec<u8>>,
    /// Its arguments, without the texts.
    numbers: Vec<String>,
    result: i64,
}

/// All calls of a trace in the order in which they returned; of those that were cut in two, both halves together.
pub(crate) fn calls(trace: &str) -> Vec<Call> {
    let mut begun: BTreeMap<&str, &str> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let Some((pid, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(first) = rest.strip_suffix(" <unfinished ...>") {
            begun.insert(pid, first);
        } else if let Some(resumed) = rest.strip_prefix("<... ") {
            let (Some(first), Some((_, end))) = (begun.remove(pid), resumed.split_once(" resumed>")) else {
                continue;
            };
            calls.extend(call(&format!("{first}{end}")));
        } else {
            calls.extend(call(rest));
        }
    }
    calls
}

fn call(line: &str) -> Option<Call> {
    let (name, rest) = line.split_once('(')?;
    let (args, result) = rest.rsplit_once(" = ")?;
    let args = args.trim_end().strip_suffix(')')?;
    let result = result.split_whitespace().next()?.parse().ok()?;
    let (mut texts, mut plain) = (Vec::new(), String::new());
    for (at, part) in args.split('"').enumerate() {
        if at % 2 == 0 { plain.push_str(part) } else { texts.push(unhexed(part)) }
    }
    let numbers = plain.split(',').map(|number| number.trim().to_owned()).collect();
    Some(Call { name: name.to_owned(), texts, numbers, result })
}

/// Bytes written as `\x0a\xff`.
fn unhexed(text: &str) -> Vec<u8> {
    text.split("\\x").skip(1).map(|byte| u8::from_str_radix(&byte[..2], 16).unwrap()).collect()
}

#[derive(Default, Clone)]
struct File {
    now: Vec<u8>,
    kept: Vec<u8>,
}

/// What an entry of a folder is.
#[derive(Clone, Copy, PartialEq)]
enum Entry {
    Folder,
    File(usize),
}

/// The disk below a folder.
pub(crate) struct Disk {
    root: PathBuf,
    files: Vec<File>,
    now: BTreeMap<PathBuf, Entry>,
    kept: BTreeMap<PathBuf, Entry>,
    /// Open files: what they are, and where the next write goes.
    open: BTreeMap<i64, (PathBuf, Option<usize>, usize)>,
}

impl Disk {
    pub(crate) fn new(root: &Path) -> Self {
        let (files, now, kept, open) = Default::default();
        Self { root: root.to_owned(), files, now, kept, open }
    }

    /// Does what a call did.
    pub(crate) fn call(&mut self, call: &Call) {
        if call.result < 0 {
            return;
        }
        let path = |at: usize| {
            call.texts.get(at).map(|text| PathBuf::from(String::from_utf8_lossy(text).into_owned()))
        };
        let fd = || call.numbers.first().and_then(|number| number.parse::<i64>().ok());
        match call.name.as_str() {
            "openat" | "open" | "creat" => {
                let Some(path) = path(0).filter(|path| path.starts_with(&self.root)) else { return };
                let has = |flag: &str| call.numbers.iter().any(|one| one.split('|').any(|one| one == flag));
                let entry = match self.now.get(&path) {
                    Some(entry) => *entry,
                    None if has("O_CREAT") => {
                        self.files.push(File::default());
                        let entry = Entry::File(self.files.len() - 1);
                        self.now.insert(path.clone(), entry);
                        entry
                    }
                    None => Entry::Folder,
                };
                let file = if let Entry::File(file) = entry { Some(file) } else { None };
                if let Some(file) = file.filter(|_| has("O_TRUNC")) {
                    self.files[file].now.clear();
                }
                self.open.insert(call.result, (path, file, 0));
            }
            "close" => drop(fd().and_then(|fd| self.open.remove(&fd))),
            "write" | "pwrite64" | "writev" => {
                let Some((_, Some(file), at)) = fd().and_then(|fd| self.open.get_mut(&fd)) else { return };
                let bytes = &call.texts.concat()[..];
                let bytes = &bytes[..usize::try_from(call.result).unwrap().min(bytes.len())];
                let from = if call.name == "pwrite64" {
                    call.numbers.last().unwrap().parse().unwrap()
                } else {
                    *at += bytes.len();
                    *at - bytes.len()
                };
                let now = &mut self.files[*file].now;
                now.resize(now.len().max(from + bytes.len()), 0);
                now[from..from + bytes.len()].copy_from_slice(bytes);
            }
            "ftruncate" => {
                let Some((_, Some(file), _)) = fd().and_then(|fd| self.open.get(&fd)) else { return };
                self.files[*file].now.resize(call.numbers[1].parse().unwrap(), 0);
            }
            "rename" | "renameat" | "renameat2" => {
                let (Some(from), Some(to)) = (path(0), path(1)) else { return };
                if let Some(entry) = self.now.remove(&from) {
                    self.now.insert(to, entry);
                }
            }
            "link" | "linkat" => {
                let (Some(from), Some(to)) = (path(0), path(1)) else { return };
                if let Some(entry) = self.now.get(&from).copied() {
                    self.now.insert(to, entry);
                }
            }
            "unlink" | "unlinkat" => drop(path(0).and_then(|path| self.now.remove(&path))),
            "mkdir" | "mkdirat" => {
                if let Some(path) = path(0).filter(|path| path.starts_with(&self.root)) {
                    self.now.insert(path, Entry::Folder);
                }
            }
            "fsync" | "fdatasync" => match fd().and_then(|fd| self.open.get(&fd)) {
                Some((_, Some(file), _)) => {
                    let file = &mut self.files[*file];
                    file.kept = file.now.clone();
                }
                Some((folder, None, _)) => {
                    let inside = |path: &PathBuf| path.parent() == Some(folder.as_path());
                    self.kept.retain(|path, _| !inside(path));
                    let now = self.now.iter().filter(|(path, _)| inside(path));
                    self.kept.extend(now.map(|(path, entry)| (path.clone(), *entry)));
                }
                None => {}
            },
            _ => {}
        }
    }

    /// Writes what is left after a power loss into a folder; the number of files.
    pub(crate) fn after_power_loss(&self, into: &Path) -> usize {
        let mut n = 0;
        for (path, entry) in &self.kept {
            let Entry::File(file) = entry else { continue };
            // A file in a folder whose own name was never synced is gone with it.
            let mut folders = path.ancestors().skip(1).take_while(|folder| *folder != self.root);
            let inside = path.strip_prefix(&self.root).unwrap();
            if !folders.all(|folder| self.kept.get(folder) == Some(&Entry::Folder)) {
                continue;
            }
            let to = into.join(inside);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::write(to, &self.files[*file].kept).unwrap();
            n += 1;
        }
        n
    }
}

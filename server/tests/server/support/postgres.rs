//! A real Postgres in a temporary folder, reached through a socket in that folder. It ends with the tests, however they end.

use std::io::{Error, Result};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

struct Cluster {
    folder: PathBuf,
    /// Ends Postgres and removes the folder once its standard input is closed, which the system does when the tests are gone.
    _watch: Child,
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
static N_DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database; `None` where there is no Postgres.
pub(crate) async fn new_database() -> Option<String> {
    use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
    let cluster = CLUSTER.get_or_init(|| programs().map(|programs| start(&programs).unwrap())).as_ref()?;
    let name = format!("t{}", N_DATABASES.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(&cluster.address("postgres")).await.unwrap();
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE template0"))).await.unwrap();
    admin.close().await.unwrap();
    Some(cluster.address(&name))
}

impl Cluster {
    fn address(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.display())
    }
}

/// The newest of Debian's folders with Postgres programs, or the one named by `HINDCAST_POSTGRES_BIN`.
fn programs() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("HINDCAST_POSTGRES_BIN") {
        return Some(folder.into());
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    folders.filter(|folder| folder.join("initdb").is_file()).max()
}

/// One of Postgres' own programs.
pub(crate) fn program(name: &str) -> PathBuf {
    programs().expect("there is no Postgres").join(name)
}

fn start(programs: &Path) -> Result<Cluster> {
    let folder = std::env::temp_dir().join(format!("hindcast-postgres-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let user = if is_root()? { Some(User::postgres()?) } else { None };
    if let Some(user) = &user {
        chown(&folder, Some(user.uid), Some(user.gid))?;
    }
    let data = folder.join("data");
    let run = |program: &str, args: &[&str]| {
        let mut command = as_user(user.as_ref(), &programs.join(program));
        command.current_dir(&folder).arg("-D").arg(&data).args(args);
        succeed(command.stdin(Stdio::null()))
    };
    run("initdb", &["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"])?;
    // Whether Postgres itself survives a power cut is no matter for tests, but it is for measurements.
    let fsync = if super::dice::load_seconds().is_some() { "on" } else { "off" };
    let options = format!(
        "-c listen_addresses='' -c unix_socket_directories='{}' -c fsync={fsync} -c max_connections=400",
        folder.display()
    );
    let log = folder.join("log");
    run("pg_ctl", &["-w", "-l", &log.to_string_lossy(), "-o", &options, "start"])?;
    let mut stop = as_user(user.as_ref(), &programs.join("pg_ctl"));
    stop.arg("-D").arg(&data).args(["-m", "immediate", "stop"]);
    let mut watch = Command::new("sh");
    watch.args([
        "-c",
        "cat >/dev/null; folder=$1; shift; cd \"$folder\"; \"$@\"; cd /; rm -rf \"$folder\"",
        "sh",
    ]);
    watch.arg(&folder).arg(stop.get_program()).args(stop.get_args());
    // A group of its own: Ctrl-C is for the tests, and this has to outlive them for a moment.
    std::os::unix::process::CommandExt::process_group(&mut watch, 0);
    let watch = watch.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    Ok(Cluster { folder, _watch: watch })
}

struct User {
    uid: u32,
    gid: u32,
}

impl User {
    fn postgres() -> Result<Self> {
        let number = |flag| {
            let output = Command::new("id").args([flag, "postgres"]).output()?;
            String::from_utf8_lossy(&output.stdout).trim().parse().map_err(Error::other)
        };
        Ok(Self { uid: number("-u")?, gid: number("-g")? })
    }
}

fn is_root() -> Result<bool> {
    Ok(std::fs::metadata("/proc/self")?.uid() == 0)
}

/// Postgres refuses to run as root.
fn as_user(user: Option<&User>, program: &Path) -> Command {
    let Some(user) = user else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command.args([format!("--reuid={}", user.uid), format!("--regid={}", user.gid), "--clear-groups".into()]);
    command.arg(program);
    command
}

fn succeed(command: &mut Command) -> Result<()> {
    // pg_ctl leaves Postgres behind with its output: a pipe would never end.
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(Error::other(format!("{command:?} ended with {status}"))) }
}

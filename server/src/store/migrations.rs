//! The schema, step by step, in twins: a step has the same number and the same meaning in both folders. Steps only grow.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::StoreError;

struct Step {
    description: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! step {
    ($name:literal) => {
        Step {
            description: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }
    };
}

/// The steps, oldest first; the first has number 1.
const STEPS: [Step; 4] =
    [step!("0001_first"), step!("0002_epochs"), step!("0003_checksums"), step!("0004_xxh3")];

/// Number of the newest step.
pub(crate) const NEWEST: usize = STEPS.len();

/// The number of the newest step of a database that there is.
pub(crate) const APPLIED: &str = "SELECT MAX(version) FROM _sqlx_migrations";

/// Refuses a database of another schema, where it cannot be brought up to date.
pub(crate) fn expect_newest(applied: i64) -> Result<(), StoreError> {
    if usize::try_from(applied) == Ok(NEWEST) {
        return Ok(());
    }
    Err(StoreError::Content(format!(
        "its schema is {applied}, it should be {NEWEST}, and nothing can be written to bring it up to date"
    )))
}

pub(crate) async fn sqlite(pool: &SqlitePool) -> Result<(), StoreError> {
    Ok(migrator(|step| step.sqlite).run(pool).await?)
}

pub(crate) async fn postgres(pool: &PgPool) -> Result<(), StoreError> {
    Ok(migrator(|step| step.postgres).run(pool).await?)
}

fn migrator(sql: impl Fn(&Step) -> &'static str) -> Migrator {
    let steps = STEPS.iter().zip(1..).map(|(step, version)| {
        let description = Cow::Borrowed(step.description);
        Migration::new(
            version,
            description,
            MigrationType::Simple,
            AssertSqlSafe(sql(step)).into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(steps.collect())
}

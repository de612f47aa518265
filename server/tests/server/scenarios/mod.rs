//! The faults of the scenario list that a server can survive by itself, named by their number.
//!
//! Elsewhere in these tests: S8 cursors, S10, S11, S12, S13, V8 quotas and V15 from one kind of database to the other in `contract`,
//! S17 of versions that are not spoken in `protocol`, V15 commands in `operator`.
//! The client, which is the one that has to do something in S2, S4, S7, S9, S15 (taking a new id), S16, S17 (going on locally), and of
//! S8, S10 and S11 what the device does with the answer, is simulated in `shared::sync`; `model` compares the simulation's server with
//! the real one. S14 waits for encryption. V13 fuzzes parsers, V17 is about the supply chain.
//!
//! `HINDCAST_ROUNDS=20` makes every loop twenty times as long; `HINDCAST_SEED` repeats one; `cargo xtask load` measures V14.

mod bounds;
mod damage;
mod damaged_records;
mod neighbours;
mod s01_order;
mod s03_repeats;
mod s05_cuts;
mod s06_uploads;
mod s08_other_server;
mod s17_older_client;
mod s18_collector;
mod s3_moto;
mod v01_kill;
mod v02_durable;
mod v02_power;
mod v03_full_disk;
mod v03_no_room;
mod v04_hang_up;
mod v05_writers;
mod v06_slow;
mod v07_limits;
mod v09_access;
mod v10_guessing;
mod v11_origins;
mod v12_description;
mod v14_load;
mod v15_backup;
mod v15_upgrade;
mod v16_end;
mod v18_same;

CREATE TABLE server (
    only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
    server_id TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);

-- `seq` is the number of the workspace's last change, `floor` that of the last change whose deletion is forgotten.
CREATE TABLE workspaces (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    seq BIGINT NOT NULL,
    floor BIGINT NOT NULL,
    n_records BIGINT NOT NULL,
    digest TEXT NOT NULL,
    used_bytes BIGINT NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE TABLE devices (
    id TEXT PRIMARY KEY,
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    name TEXT NOT NULL,
    secret_hash BYTEA NOT NULL,
    created_ms BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL
);
CREATE INDEX devices_of_workspace ON devices (workspace);

CREATE TABLE pairing_codes (
    id TEXT PRIMARY KEY,
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    secret_hash BYTEA NOT NULL,
    expires_ms BIGINT NOT NULL,
    n_tries BIGINT NOT NULL
);

CREATE TABLE records (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    revision TEXT NOT NULL,
    blobs TEXT NOT NULL,
    body TEXT,
    deleted_ms BIGINT,
    n_bytes BIGINT NOT NULL,
    PRIMARY KEY (workspace, kind, id)
);
CREATE UNIQUE INDEX records_in_order ON records (workspace, seq);

-- One row per browser profile that ever pushed; the answers up to `acknowledged` are forgotten.
CREATE TABLE profiles (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    device TEXT NOT NULL,
    acknowledged BIGINT NOT NULL,
    PRIMARY KEY (workspace, device)
);

-- What was answered to mutations, to be answered again when they come again.
CREATE TABLE answers (
    workspace TEXT NOT NULL,
    device TEXT NOT NULL,
    number BIGINT NOT NULL,
    content TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (workspace, device, number),
    FOREIGN KEY (workspace, device) REFERENCES profiles (workspace, device)
);

-- A blob lies at one `location`, or is put together from chunks, which are blobs themselves. A location is never used twice.
CREATE TABLE blobs (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    hash TEXT NOT NULL,
    n_bytes BIGINT NOT NULL,
    n_charged BIGINT NOT NULL,
    location TEXT UNIQUE,
    touched_ms BIGINT NOT NULL,
    PRIMARY KEY (workspace, hash)
);

CREATE TABLE chunks (
    workspace TEXT NOT NULL,
    hash TEXT NOT NULL,
    place BIGINT NOT NULL,
    chunk TEXT NOT NULL,
    PRIMARY KEY (workspace, hash, place),
    FOREIGN KEY (workspace, hash) REFERENCES blobs (workspace, hash),
    FOREIGN KEY (workspace, chunk) REFERENCES blobs (workspace, hash)
);
CREATE INDEX chunks_by_chunk ON chunks (workspace, chunk);

CREATE TABLE record_blobs (
    workspace TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (workspace, kind, id, hash),
    FOREIGN KEY (workspace, kind, id) REFERENCES records (workspace, kind, id),
    FOREIGN KEY (workspace, hash) REFERENCES blobs (workspace, hash)
);
CREATE INDEX record_blobs_by_hash ON record_blobs (workspace, hash);

-- Each start of a server begins an epoch in each workspace: `started_seq` is the last change before it, `n` counts them.
CREATE TABLE epochs (
    workspace TEXT NOT NULL REFERENCES workspaces (id),
    n INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    started_seq INTEGER NOT NULL,
    PRIMARY KEY (workspace, n),
    UNIQUE (workspace, epoch)
) STRICT;

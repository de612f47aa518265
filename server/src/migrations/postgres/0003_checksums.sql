-- `run` names the last start of a server, `summed` says that every record has its checksum: one without is damaged then.
ALTER TABLE server ADD COLUMN run TEXT;
ALTER TABLE server ADD COLUMN summed BIGINT NOT NULL DEFAULT 0;

-- What is damaged is kept, named and never passed on, until a device replaces it.
ALTER TABLE records ADD COLUMN checksum TEXT;
ALTER TABLE records ADD COLUMN damaged BIGINT NOT NULL DEFAULT 0;
ALTER TABLE blobs ADD COLUMN damaged BIGINT NOT NULL DEFAULT 0;

ALTER TABLE profiles ADD COLUMN seen_ms BIGINT NOT NULL DEFAULT 0;

-- Answers and profiles are charged from here on.
UPDATE workspaces SET used_bytes = used_bytes
    + 512 * (SELECT COUNT(*) FROM answers WHERE answers.workspace = workspaces.id)
    + 256 * (SELECT COUNT(*) FROM profiles WHERE profiles.workspace = workspaces.id);

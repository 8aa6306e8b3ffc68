-- Settings that were changed on the page, each as JSON. The version rises with every change, also when the default is
-- restored (value NULL), so that two people who change one at once are told.
CREATE TABLE changed_setting (
    name TEXT PRIMARY KEY,
    value TEXT,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

-- What each source sent in which hour (hours since 1970 UTC), as it was counted at the door. Hours of long ago are
-- summed up in hour 0.
CREATE TABLE source_hour (
    source TEXT NOT NULL,
    hour BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    late BIGINT NOT NULL,
    future BIGINT NOT NULL,
    PRIMARY KEY (source, hour)
);

-- When each source was last heard, what was rejected last and why, and by which keys it came: JSON, bounded.
CREATE TABLE source_note (
    source TEXT PRIMARY KEY,
    heard_at BIGINT NOT NULL,
    note TEXT NOT NULL
);

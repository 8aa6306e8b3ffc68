-- Recent touches, until they are sealed into segments. The key is the 128-bit touch key, big-endian.
CREATE TABLE tail (
    touch_key {bytes} PRIMARY KEY,
    journey BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    at BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    touch TEXT NOT NULL
);
CREATE INDEX tail_journey ON tail (journey, at, sequence);
CREATE INDEX tail_customer ON tail (customer, at);

-- The manifest: the segment files that are part of the log. A file that is not listed here is none.
CREATE TABLE segment (
    name TEXT PRIMARY KEY,
    period BIGINT NOT NULL,
    run BIGINT NOT NULL,
    touches BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    first_journey BIGINT NOT NULL,
    last_journey BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX segment_period ON segment (period, run);

-- How far each import has come, so that one that was stopped goes on where it was.
CREATE TABLE import (
    id TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    progress TEXT NOT NULL,
    done BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

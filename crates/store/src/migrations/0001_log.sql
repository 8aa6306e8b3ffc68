-- Recent touches, until they are sealed into segments. The key is the 128-bit touch key, big-endian.
CREATE TABLE tail (
    touch_key {bytes} PRIMARY KEY,
    journey BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    at BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    touch TEXT NOT NULL
);
CREATE INDEX tail_journey ON tail (journey);
CREATE INDEX tail_customer ON tail (customer);

-- The manifest: the segment files that are part of the log. A file that is not listed here is none.
CREATE TABLE segment (
    name TEXT PRIMARY KEY,
    period BIGINT NOT NULL,
    run BIGINT NOT NULL,
    part BIGINT NOT NULL,
    touches BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    checksum BIGINT NOT NULL,
    index_bytes BIGINT NOT NULL,
    index_checksum BIGINT NOT NULL,
    first_journey BIGINT NOT NULL,
    last_journey BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX segment_period ON segment (period, run);

-- One row: the version rises with every change of the manifest; numbers name segment files and are never given twice.
CREATE TABLE manifest (
    version BIGINT NOT NULL,
    number BIGINT NOT NULL
);
INSERT INTO manifest (version, number) VALUES (0, 0);

-- How far each import has come, so that one that was stopped goes on where it was.
CREATE TABLE import (
    name TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    state TEXT NOT NULL,
    accepted BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    finished BIGINT NOT NULL
);

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Noise points that people follow to proof. The key is the hash of (kind, kind of place, place); stage and owner are what
-- its steps come to, kept beside them so that a list is one read.
CREATE TABLE noise_point (
    point BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    place_kind TEXT NOT NULL,
    place TEXT NOT NULL,
    stage TEXT NOT NULL,
    owner TEXT
);

-- What became true of a point, in order, with the test behind it, both as JSON.
CREATE TABLE noise_step (
    id {serial},
    point BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    fact TEXT NOT NULL,
    test TEXT NOT NULL
);
CREATE INDEX noise_step_point ON noise_step (point, id);

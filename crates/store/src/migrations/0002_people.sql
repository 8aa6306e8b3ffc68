-- What customers are known by. The customer key is the hash of (kind, normalised value).
CREATE TABLE identity (
    customer BIGINT PRIMARY KEY,
    kind BIGINT NOT NULL,
    value TEXT NOT NULL,
    given TEXT NOT NULL,
    source TEXT NOT NULL
);
CREATE INDEX identity_value ON identity (value);

-- Two identities that were seen on one touch, the smaller key first.
CREATE TABLE evidence (
    one BIGINT NOT NULL,
    other BIGINT NOT NULL,
    touch TEXT NOT NULL,
    PRIMARY KEY (one, other)
);
CREATE INDEX evidence_other ON evidence (other);

-- What people decided: these two are one (join) or are not (split). Undone ones stay, as history.
CREATE TABLE decision (
    id {serial},
    one BIGINT NOT NULL,
    other BIGINT NOT NULL,
    join_ BIGINT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    at BIGINT NOT NULL,
    undone_at BIGINT,
    undone_by TEXT
);

-- Who was erased: salted hashes of the keys, so that the same file does not bring the person back.
CREATE TABLE erasure (
    id {serial},
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    touches BIGINT NOT NULL,
    done BIGINT NOT NULL
);
CREATE TABLE erased (
    hash {bytes} PRIMARY KEY,
    erasure BIGINT NOT NULL
);

-- Work to be done, written in the transaction of the fact that asks for it.
CREATE TABLE job (
    id {serial},
    kind TEXT NOT NULL,
    input TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    lease BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX job_due ON job (state, due_at);

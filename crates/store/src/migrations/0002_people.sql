-- What customers are known by. The key is the hash of (kind, normalised value); `search` is the text by whose
-- beginning it is found, as bytes, so that both databases compare it alike.
CREATE TABLE identity (
    customer BIGINT PRIMARY KEY,
    kind BIGINT NOT NULL,
    value TEXT NOT NULL,
    given TEXT NOT NULL,
    source TEXT NOT NULL,
    search {bytes} NOT NULL
);
CREATE INDEX identity_search ON identity (search);

-- Two identities that were seen on one touch, the surer first, and the touch that told it first. Only pairs with
-- `joins` = 1 can make one person of both; the others lead from a name or a role's mailbox to the person.
CREATE TABLE evidence (
    surer BIGINT NOT NULL,
    other BIGINT NOT NULL,
    surer_kind BIGINT NOT NULL,
    other_kind BIGINT NOT NULL,
    joins BIGINT NOT NULL,
    source TEXT NOT NULL,
    touch TEXT NOT NULL,
    PRIMARY KEY (surer, other)
);
CREATE INDEX evidence_other ON evidence (other);

-- What people decided: two identities are one person (join) or are not (split). An undone one stays as history.
CREATE TABLE decision (
    id {serial},
    verdict TEXT NOT NULL,
    one BIGINT NOT NULL,
    other BIGINT NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL,
    at BIGINT NOT NULL,
    undone_at BIGINT,
    undone_by TEXT
);
CREATE INDEX decision_one ON decision (one);
CREATE INDEX decision_other ON decision (other);

-- That somebody was erased, without who it was.
CREATE TABLE erasure (
    id {serial},
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    touches BIGINT,
    finished_at BIGINT
);
-- Salted hashes of the keys of the erased: touches of them up to `until` are not taken again.
CREATE TABLE tombstone (
    hash {bytes} PRIMARY KEY,
    until BIGINT NOT NULL
);

-- Work to be done, written in the transaction of the fact that asks for it.
CREATE TABLE job (
    id {serial},
    kind TEXT NOT NULL,
    input TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    error TEXT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX job_due ON job (state, due_at);

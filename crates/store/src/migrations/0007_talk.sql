-- What is not read yet: touches of the tail that may say something, and segments that hold such touches. A segment is read
-- journey by journey; `read_to` is the last one done, so that whoever goes on does not begin again.
ALTER TABLE tail ADD COLUMN unread BIGINT NOT NULL DEFAULT 1;
CREATE INDEX tail_unread ON tail (journey) WHERE unread = 1;
ALTER TABLE segment ADD COLUMN unread BIGINT NOT NULL DEFAULT 1;
ALTER TABLE segment ADD COLUMN read_to BIGINT;

-- What the text of a touch says, as JSON; words that led to it are places in the text and not copies of it. `model` is the
-- version of rules and model that read it.
CREATE TABLE reading (
    touch_key {bytes} PRIMARY KEY,
    journey BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    at BIGINT NOT NULL,
    side TEXT NOT NULL,
    anger BIGINT NOT NULL,
    told BIGINT NOT NULL,
    model TEXT NOT NULL,
    said TEXT NOT NULL
);
CREATE INDEX reading_journey ON reading (journey);
CREATE INDEX reading_customer ON reading (customer);
CREATE INDEX reading_at ON reading (at);

-- The causes that readings name, one a row, to be counted.
CREATE TABLE reading_cause (
    touch_key {bytes} NOT NULL,
    journey BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    at BIGINT NOT NULL,
    cause TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    sure BIGINT NOT NULL,
    PRIMARY KEY (touch_key, cause)
);
CREATE INDEX reading_cause_journey ON reading_cause (journey);
CREATE INDEX reading_cause_customer ON reading_cause (customer);
CREATE INDEX reading_cause_at ON reading_cause (cause, at);

-- Promises: who made them, by when, and what became of them. The words stand in the touch.
CREATE TABLE promise (
    promise BIGINT PRIMARY KEY,
    touch_key {bytes} NOT NULL,
    journey BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    due_at BIGINT,
    owner TEXT,
    actor TEXT,
    deed TEXT NOT NULL,
    state TEXT NOT NULL,
    settled_at BIGINT,
    warned_at BIGINT,
    words_from BIGINT NOT NULL,
    words_to BIGINT NOT NULL,
    score DOUBLE PRECISION NOT NULL
);
CREATE INDEX promise_due ON promise (state, due_at);
CREATE INDEX promise_journey ON promise (journey);
CREATE INDEX promise_customer ON promise (customer);

-- What people say a text says: it holds against what was read, and teaches the next model. An undone one stays as history.
CREATE TABLE label (
    id {serial},
    touch_key {bytes} NOT NULL,
    journey BIGINT NOT NULL,
    customer BIGINT NOT NULL,
    who TEXT NOT NULL,
    at BIGINT NOT NULL,
    label TEXT NOT NULL,
    undone_at BIGINT,
    undone_by TEXT
);
CREATE INDEX label_journey ON label (journey);
CREATE INDEX label_customer ON label (customer);

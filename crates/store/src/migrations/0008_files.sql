-- By which files the touches of a source came in.
CREATE TABLE source_file (
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    PRIMARY KEY (source, name)
);

-- The team. The e-mail address is kept in small letters; a member without a password signs in by a link or elsewhere.
-- The version rises with every change, so that two people who change a member at once are told.
CREATE TABLE member (
    id {serial},
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    language TEXT,
    password TEXT,
    subject TEXT UNIQUE,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

-- Who is signed in where. Only hashes of tokens are kept. A token is changed now and then; the one before is taken for
-- a short while longer, because a page may have sent it just then.
CREATE TABLE session (
    id {serial},
    token {bytes} NOT NULL UNIQUE,
    previous {bytes},
    member BIGINT NOT NULL,
    agent TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    rotated_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_member ON session (member);
CREATE INDEX session_previous ON session (previous);

-- One-time sign-in links, by the hash of their token.
CREATE TABLE link (
    token {bytes} PRIMARY KEY,
    member BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Keys of other systems, by the hash of the key; `shown` is its beginning, by which people tell keys apart.
CREATE TABLE api_key (
    id {serial},
    token {bytes} NOT NULL UNIQUE,
    name TEXT NOT NULL,
    shown TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT,
    revoked_at BIGINT
);

-- Every change, and every look at a customer by an administrator.
CREATE TABLE audit (
    id {serial},
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL,
    request TEXT NOT NULL
);

-- What people say about a noise point.
CREATE TABLE noise_comment (
    id {serial},
    point BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX noise_comment_point ON noise_comment (point, id);

-- Sign-ins that began at an identity provider and have not come back, by the hash of what their browser holds. Each is
-- taken once, or goes when it expires.
CREATE TABLE openid (
    token {bytes} PRIMARY KEY,
    state TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    page TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Browsers in which somebody has signed in, by the hash of their cookie: whoever floods the sign-in from the same address
-- does not keep these out.
CREATE TABLE browser (
    token {bytes} PRIMARY KEY,
    member BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

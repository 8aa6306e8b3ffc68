// A real identity provider with people of its own, for crates/server/tests/openid.rs. It prints its address, reads the
// addresses browsers may be sent back to, prints "ready", and then lies as it is told: POST /fault?kind=...

import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, decodeJwt } from "jose";
import { Provider } from "oidc-provider";

const CLIENT = { client_id: "waterline", client_secret: "a secret/with+signs&%" };
const PEOPLE = {
  ada: { email: "ada@example.com", email_verified: true, name: "Ada", groups: ["cx-team"] },
  bob: { email: "bob@example.com", email_verified: true, name: "Bob 鲍勃", groups: ["sales"] },
  eve: { email: "carl@example.com", email_verified: false, name: "Eve", groups: ["cx-admins"] },
  mallory: { email: "ada@example.com", email_verified: true, name: "Not Ada", groups: ["cx-admins"] },
  dora: { email: "dora@elsewhere.example", email_verified: true, name: "Dora", groups: ["cx-admins"] },
};

const pair = async (kid) => {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const named = async (key) => ({ ...(await exportJWK(key)), kid, use: "sig", alg: "RS256" });
  return { privateKey, secret: await named(privateKey), shown: await named(publicKey) };
};
const [first, second, stranger] = await Promise.all([pair("first"), pair("second"), pair("first")]);
const now = () => Math.floor(Date.now() / 1000);
const signed = (claims, key, kid) => new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(key);
const with_ = (more) => (claims) => signed({ ...claims, ...more() }, first.privateKey, "first");

/** What can be wrong with an ID token. */
const FORGED = {
  nonce: with_(() => ({ nonce: "another" })),
  expired: with_(() => ({ iat: now() - 7200, exp: now() - 3600 })),
  future: with_(() => ({ iat: now() + 3600, exp: now() + 7200 })),
  issuer: with_(() => ({ iss: "https://id.elsewhere.example" })),
  audience: with_(() => ({ aud: "another" })),
  subject: with_(() => ({ sub: "somebody-else" })),
  unsigned: (claims) => new UnsecuredJWT(claims).encode(),
  shared: (claims) => new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(CLIENT.client_secret)),
  stranger: (claims) => signed(claims, stranger.privateKey, "first"),
  rotated: (claims) => signed(claims, second.privateKey, "second"),
};

let fault = "";
let answer = null;
const server = createServer((request, response) => {
  if (request.method === "POST" && request.url.startsWith("/fault")) {
    fault = new URL(request.url, "http://here").searchParams.get("kind");
    response.end(fault);
  } else if (answer) {
    answer(request, response);
  } else {
    response.writeHead(503).end();
  }
});

async function lie(context, next) {
  await next();
  const route = context.oidc?.route;
  if (route === "token" && context.body?.id_token && FORGED[fault]) {
    context.body = { ...context.body, id_token: await FORGED[fault](decodeJwt(context.body.id_token)) };
  } else if (route === "jwks" && fault === "rotated") {
    context.body = { keys: [second.shown] };
  } else if (route === "discovery" && fault === "renamed") {
    context.body = { ...context.body, issuer: "https://id.elsewhere.example" };
  } else if (fault === "broken") {
    context.status = 500;
  }
}

server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(issuer);
  createInterface({ input: process.stdin }).once("line", (line) => {
    const provider = new Provider(issuer, {
      clients: [{ ...CLIENT, redirect_uris: JSON.parse(line), grant_types: ["authorization_code"], response_types: ["code"] }],
      jwks: { keys: [first.secret] },
      cookies: { keys: ["a key of this test"] },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
      pkce: { required: () => true },
      findAccount: (_, id) => PEOPLE[id] && { accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) },
    });
    provider.use(lie);
    answer = provider.callback();
    console.log("ready");
  });
});

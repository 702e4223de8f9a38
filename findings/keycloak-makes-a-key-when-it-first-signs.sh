#!/usr/bin/env bash
# Keycloak 26.7.3 lists PS256 among the algorithms it signs user info with, but has no such key until it first signs with one;
# and openid-client 5.7.1, which has just read the key set to verify the ID token, does not read it again within a minute.
#
# So in a fresh realm whose client asks for user info signed by another algorithm than its ID tokens, the first sign-in fails for
# want of a key that the key set holds by then. Asking again at once fails alike; a minute later it works, and goes on to, so
# whoever looks for the cause finds nothing wrong. Here the minute passes by moving the clock that openid-client reads.
#
# Needs Node 20, npm, curl and Java 17 or newer; brings Keycloak (some 180 MB) from Maven Central.
set -euo pipefail
set -m # Keycloak gets a process group of its own, which is ended as one.
folder=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ]; then kill -- "-$server" && wait "$server"; fi 2>/dev/null || true
  rm -rf "$folder"
}
trap stop EXIT
cd "$folder"
java --version 2>/dev/null | head -n 1 | grep -Eq ' (1[7-9]|[2-9][0-9])' || { echo "NOT RUN: there is no Java 17 or newer." >&2; exit 1; }
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts --silent openid-client@5.7.1
curl -fsSL -o keycloak.tar.gz \
  https://repo1.maven.org/maven2/org/keycloak/keycloak-quarkus-dist/26.7.3/keycloak-quarkus-dist-26.7.3.tar.gz
tar -xzf keycloak.tar.gz

mkdir -p keycloak-26.7.3/data/import
cat >keycloak-26.7.3/data/import/fresh.json <<'JSON'
{
  "realm": "fresh",
  "enabled": true,
  "sslRequired": "none",
  "clients": [
    {
      "clientId": "app",
      "secret": "of-the-app",
      "directAccessGrantsEnabled": true,
      "attributes": { "user.info.response.signature.alg": "PS256" }
    }
  ],
  "users": [
    {
      "username": "ada",
      "email": "ada@example.com",
      "firstName": "Ada",
      "lastName": "Lovelace",
      "enabled": true,
      "credentials": [{ "type": "password", "value": "of-ada" }]
    }
  ]
}
JSON
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
JAVA_OPTS_APPEND=-Xmx768m keycloak-26.7.3/bin/kc.sh start-dev --import-realm --db=dev-mem --cache=local \
  --http-host=127.0.0.1 --http-port="$port" --hostname="http://127.0.0.1:$port" >keycloak.log 2>&1 </dev/null &
server=$!
realm="http://127.0.0.1:$port/realms/fresh"
for _ in $(seq 300); do
  if curl -fs -o /dev/null "$realm"; then break; fi
  kill -0 "$server" 2>/dev/null || break
  sleep 1
done
curl -fs -o /dev/null "$realm" || { cat keycloak.log >&2; exit 1; }

cat >look.mjs <<'JS'
import { Issuer } from "openid-client";

const issuer = await Issuer.discover(process.argv[2]);
const client = new issuer.Client({
  client_id: "app",
  client_secret: "of-the-app",
  userinfo_signed_response_alg: "PS256",
});
const keys = async () => {
  const { keys } = await (await fetch(issuer.jwks_uri)).json();
  const algorithms = keys.filter(({ use }) => use === "sig").map(({ alg }) => alg);
  return algorithms.sort().join(" ");
};
const userinfo = (tokens) =>
  client.userinfo(tokens).then(
    ({ email }) => email,
    ({ message }) => message.replace(/"kid":"[^"]*"/, '"kid":"…"'),
  );

console.log(`listed for user info: ${issuer.userinfo_signing_alg_values_supported.includes("PS256")}`);
const first = await client.grant({ grant_type: "password", username: "ada", password: "of-ada", scope: "openid" });
const tokens = await client.refresh(first); // This verifies the ID token, as a sign-in in the browser does.
console.log(`keys: ${await keys()}`);
console.log(`user info: ${await userinfo(tokens)}`);
console.log(`keys: ${await keys()}`);
console.log(`user info, at once: ${await userinfo(tokens)}`);
const now = Date.now;
Date.now = () => now() + 61_000;
console.log(`user info, a minute later: ${await userinfo(tokens)}`);
JS
seen=$(node look.mjs "$realm")
printf '%s\n' "$seen"
expected='listed for user info: true
keys: RS256
user info: no valid key found in issuer'"'"'s jwks_uri for key parameters {"kid":"…","alg":"PS256"}
keys: PS256 RS256
user info, at once: no valid key found in issuer'"'"'s jwks_uri for key parameters {"kid":"…","alg":"PS256"}
user info, a minute later: ada@example.com'
if [ "$seen" != "$expected" ]; then
  echo "This is no longer what was seen with Keycloak 26.7.3 and openid-client 5.7.1." >&2
  exit 1
fi

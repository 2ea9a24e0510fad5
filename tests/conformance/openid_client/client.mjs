// One step of openid-client at a time: `node client.mjs STEP '{"issuer": …}'` prints what came of it.
import * as client from "openid-client";

const [step, given] = [process.argv[2], JSON.parse(process.argv[3])];
const config = await client.discovery(
  new URL(given.issuer),
  given.id,
  undefined,
  given.secret ? client.ClientSecretBasic(given.secret) : client.None(),
  { execute: [client.allowInsecureRequests] },
);

const steps = {
  async begin() {
    const verifier = client.randomPKCECodeVerifier();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: given.back,
      scope: given.scope,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...given.more,
    });
    return { url: url.href, verifier, state, nonce };
  },
  async finish() {
    const tokens = await client.authorizationCodeGrant(config, new URL(given.url), {
      pkceCodeVerifier: given.verifier,
      expectedState: given.state,
      expectedNonce: given.nonce,
      idTokenExpected: true,
      ...(given.maxAge === undefined ? {} : { maxAge: given.maxAge }),
    });
    const claims = tokens.claims();
    return {
      claims,
      told: await client.fetchUserInfo(config, tokens.access_token, claims.sub),
      access: tokens.access_token,
      refresh: tokens.refresh_token,
      id: tokens.id_token,
    };
  },
  async refresh() {
    const tokens = await client.refreshTokenGrant(config, given.refresh);
    return { access: tokens.access_token, refresh: tokens.refresh_token, claims: tokens.claims() };
  },
  async revoke() {
    await client.tokenRevocation(config, given.token);
    return {};
  },
  async told() {
    return await client.fetchUserInfo(config, given.access, given.sub);
  },
  async end() {
    const url = client.buildEndSessionUrl(config, { id_token_hint: given.hint, post_logout_redirect_uri: given.after });
    return { url: url.href };
  },
  async device() {
    return await client.initiateDeviceAuthorization(config, { scope: given.scope });
  },
  async poll() {
    const tokens = await client.pollDeviceAuthorizationGrant(config, given.begun);
    return { claims: tokens.claims(), told: await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub) };
  },
};

try {
  console.log(JSON.stringify(await steps[step]()));
} catch (error) {
  console.log(JSON.stringify({ failed: error.error ?? error.code ?? error.message, why: String(error.cause?.message ?? error.message) }));
}

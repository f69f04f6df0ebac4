// A real OpenID provider (oidc-provider) for tests/identity/test_openid.py: loopback, in memory, nothing kept.
// `node openid.mjs '{"port": …, "clients": […], "accounts": {"sub": {claims}}}'`: prints "ready" once it listens.
import { randomBytes } from 'node:crypto';
import Provider from 'oidc-provider';

const { port, clients, accounts } = JSON.parse(process.argv[2]);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients,
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  pkce: { required: () => true },
  // The person's name at the provider is whatever is typed in its form; only those we were told of are somebody.
  findAccount: (_ctx, sub) => accounts[sub] && { accountId: sub, claims: async () => ({ sub, ...accounts[sub] }) },
});

provider.listen(port, '127.0.0.1', () => console.log('ready'));

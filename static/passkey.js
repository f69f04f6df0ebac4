// Only on the two pages of passkeys. Asks the browser for a key, and sends its answer by the form, like any other answer.
const form = document.querySelector('form[data-passkey]');
const shown = (name, yes) => { document.getElementById(`passkey-${name}`).hidden = !yes; };

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

// What the server wrote as text and the browser wants as bytes.
function options() {
  const asked = JSON.parse(form.dataset.options);
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  for (const known of [...(asked.excludeCredentials || []), ...(asked.allowCredentials || [])]) known.id = bytes(known.id);
  return { publicKey: asked };
}

// `toJSON` is younger than passkeys: by hand.
function written(key) {
  const response = {};
  for (const part of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (key.response[part]) response[part] = text(key.response[part]);
  }
  return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: {} });
}

const SAID = { NotAllowedError: 'cancelled', AbortError: 'cancelled', InvalidStateError: 'known', SecurityError: 'elsewhere' };
const say = (name) => { for (const one of ['cancelled', 'known', 'elsewhere', 'failed']) shown(one, one === name); };

async function ask() {
  say('');
  try {
    const key = await navigator.credentials[form.dataset.passkey](options());
    form.elements.credential.value = written(key);
    form.submit();
  } catch (error) {
    say(SAID[error.name] || 'failed');
  }
}

if (form && window.PublicKeyCredential) {
  shown('without', false);
  shown('with', true);
  form.addEventListener('submit', (event) => { event.preventDefault(); ask(); });
} else if (form) {
  shown('without', false);
  shown('unable', true);
}

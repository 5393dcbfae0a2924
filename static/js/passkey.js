// A passkey is asked for by the browser itself: what it answers goes into the form that waits.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const known = (list = []) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

async function create({ publicKey }) {
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
    },
  });
}

async function show({ publicKey }) {
  return navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: known(publicKey.allowCredentials),
    },
  });
}

function written(credential) {
  const response = {};
  for (const name of [
    "clientDataJSON",
    "attestationObject",
    "authenticatorData",
    "signature",
    "userHandle",
  ]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

const form = document.querySelector("form[data-passkey]");
const failed = document.getElementById("passkey-failed");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (failed) failed.hidden = true;
  try {
    const options = JSON.parse(document.getElementById("js_data").textContent);
    const credential = options.creation_options
      ? await create(options.creation_options)
      : await show(options.request_options);
    form.elements.credential.value = written(credential);
    form.submit();
  } catch {
    // Broken off, too late, or no passkey of this account: the browser does not say which.
    if (failed) failed.hidden = false;
  }
});

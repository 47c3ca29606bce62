// Signing in with a passkey, and making one: allauth's scripts and ours; delivered whole (infra/static_bundles.py).
import "../mfa/js/webauthn-json.js";
import "../mfa/js/webauthn.js";
import "../account/js/onload.js";
import "./passkey-error.js";

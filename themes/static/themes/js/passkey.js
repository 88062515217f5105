// A passkey that did not work says so in words, instead of in the console.

document.addEventListener("allauth.error", (event) => {
  // Browsers have no passkeys for an address in numbers, such as 127.0.0.1.
  const cause = event.detail?.exception?.name === "SecurityError" ? "passkey-address-error" : "passkey-error";
  const notice = document.getElementById(cause);
  if (!notice) return;
  event.preventDefault();
  for (const other of document.querySelectorAll("[data-passkey-error]")) other.hidden = other !== notice;
});

// Enter in the name of a passkey does what the button does: there is nothing to send before.
const add = document.getElementById("mfa_webauthn_add");
add?.form.addEventListener("submit", (event) => {
  event.preventDefault();
  add.click();
});

// When a passkey does not work (cancelled, wrong device) allauth only tells the console; this tells the person.
(() => {
  document.addEventListener("allauth.error", (event) => {
    const place = document.querySelector("[data-passkey-error]");
    if (!place) return;
    event.preventDefault();
    place.hidden = false;
    place.focus();
  });
})();

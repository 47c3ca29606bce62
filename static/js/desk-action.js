// The desk: an act that asks something comes in #action, a dialog that opens with its form and closes when it is done.
(() => {
  const action = () => document.getElementById("action");

  document.addEventListener("htmx:afterSwap", (event) => {
    const id = event.detail.target?.id;
    if (id === "detail") action()?.close();
    if (id !== "action-body") return;
    if (!action().open) action().showModal();
    (action().querySelector("[aria-invalid=true]") ?? action().querySelector("[data-autofocus]"))?.focus();
  });
})();

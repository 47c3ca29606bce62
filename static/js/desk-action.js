// The desk: an act that asks something comes in #action, a dialog that opens with its form and closes when it is done.
(() => {
  const action = () => document.getElementById("action");

  document.addEventListener("htmx:afterSwap", (event) => {
    const id = event.detail.target?.id;
    if (id === "detail") action()?.close();
    if (id !== "action-body") return;
    if (!action().open) action().showModal();
    const first = "form :is(input:not([type=hidden], [type=radio]:not(:checked)), select, textarea)";
    const field = ["[aria-invalid=true]", "[data-autofocus]", first].map((each) => action().querySelector(each)).find((node) => node?.checkVisibility());
    field?.focus();
    if (field?.matches("textarea")) field.setSelectionRange(field.value.length, field.value.length);
  });
})();

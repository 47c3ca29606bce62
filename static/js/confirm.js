// data-confirm="Dit annuleert melding #482." on a submit button or its form: asks first, in dialog#confirm of base.html.
// data-confirm-label="Annuleren" names the button that does it. Works for htmx too (its own hx-confirm is shown the same way).
(() => {
  const dialog = document.getElementById("confirm");
  if (!dialog) return;
  const yes = dialog.querySelector("[data-confirm-yes]");
  const usual = yes.textContent;

  function ask(text, label, go) {
    dialog.querySelector("[data-confirm-text]").textContent = text;
    yes.textContent = label || usual;
    dialog.returnValue = "";
    dialog.showModal();
    dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") go(); }, { once: true });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const source = [button, form].find((node) => node?.dataset?.confirm);
    if (!source || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(source.dataset.confirm, source.dataset.confirmLabel, () => {
      form.dataset.confirmed = "yes";
      form.requestSubmit(button ?? undefined);
      delete form.dataset.confirmed;
    });
  }, true);

  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, event.detail.elt.dataset.confirmLabel, () => event.detail.issueRequest(true));
  });
})();

// A draft that comes back, and one that was sent; desk-draft.js keeps it in between.
(() => {
  // What the server does not have yet, such as what was typed after the session had ended.
  function restore() {
    for (const form of document.querySelectorAll("form[data-draft]:not([data-restored])")) {
      form.dataset.restored = "";
      if (!drafts.area(form)) continue;
      const kept = drafts.area(form).value;
      if (kept) form.dataset.draftActs = drafts.act(form);
      const kinds = form.dataset.draftAct ? [form.dataset.draftAct] : [...form.querySelectorAll("[name=kind]")].map((node) => node.value);
      const of = kinds.find((each) => drafts.read(form, each));
      if (!of || kept === drafts.read(form, of) || !drafts.read(form, of).startsWith(kept)) continue; // of another moment
      const kind = form.querySelector(`[name=kind][value="${of}"]`);
      if (kind) kind.checked = true;
      drafts.area(form).value = drafts.read(form, of);
      drafts.area(form).dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  // Sent: nothing is kept any more. When it came back, with an error in it, its writer goes on in the new form.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-draft]")) return;
    if (drafts.area(form)) drafts.write(form, drafts.area(form).value);
    form.dataset.sending = "";
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (!form?.matches?.("form[data-draft]")) return;
    delete form.dataset.sending;
    const xhr = event.detail.xhr;
    if (xhr.status === 200 && xhr.getResponseHeader("HX-Retarget") === "#detail") drafts.write(form, "");
  });
  document.addEventListener("htmx:afterSettle", restore);
  restore();
})();

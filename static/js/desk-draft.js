// The composer: r and n choose answer or note and put the cursor in it; what is typed stays in this browser, per person
// and ticket, until it is sent; Ctrl+Enter sends, with Shift too it waits for the customer.
(() => {
  const user = document.querySelector("meta[name=desk-user]")?.content;
  const key = (form) => `draft:${user}:${form.dataset.draft}`;
  const read = (form) => { try { return JSON.parse(localStorage.getItem(key(form))); } catch { return null; } };
  const write = (form, value) => { try { value ? localStorage.setItem(key(form), JSON.stringify(value)) : localStorage.removeItem(key(form)); } catch { /* private window */ } };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-compose]");
    const form = opener && document.getElementById("composer");
    if (!form) return;
    event.preventDefault();
    form.querySelector(`[name=kind][value=${opener.dataset.compose}]`).checked = true;
    const text = form.querySelector("textarea");
    text.focus();
    text.scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form || event.target.type === "file") return;
    const text = form.querySelector("textarea").value;
    write(form, text.trim() ? { text, kind: form.querySelector("[name=kind]:checked").value } : null);
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("[data-send-with-ctrl-enter]")) return;
    event.preventDefault();
    const form = event.target.form;
    const waits = event.shiftKey && [...form.querySelectorAll("[name=daarna][value=wacht]")].find((node) => node.checkVisibility());
    form.requestSubmit(waits || [...form.querySelectorAll("[data-send]")].find((node) => node.checkVisibility()));
  });

  function restore() {
    for (const form of document.querySelectorAll("form[data-draft]:not([data-restored])")) {
      form.dataset.restored = "";
      const draft = read(form);
      const area = form.querySelector("textarea");
      if (!draft || area.value) continue;
      area.value = draft.text;
      const kind = form.querySelector(`[name=kind][value="${draft.kind}"]`);
      if (kind) kind.checked = true;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  // Sent and well received: the composer that comes back is empty, so the draft has done its work.
  document.addEventListener("submit", (event) => { if (event.target.matches("form[data-draft]")) event.target.dataset.sending = ""; }, true);
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (form?.matches?.("form[data-draft]") && event.detail.xhr.status === 200 && event.detail.xhr.getResponseHeader("HX-Retarget")) write(form, null);
  });
  document.addEventListener("htmx:afterSettle", restore);
  restore();
})();

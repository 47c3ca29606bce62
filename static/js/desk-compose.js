// The composer: r and n choose answer or note and put the cursor in it; Ctrl+Enter sends, with Shift too it waits for the customer.
(() => {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-compose]");
    const form = opener && document.getElementById("composer");
    if (!form) return;
    event.preventDefault();
    const kind = form.querySelector(`[name=kind][value=${opener.dataset.compose}]`);
    if (!kind.checked) { kind.checked = true; kind.dispatchEvent(new Event("input", { bubbles: true })); }
    form.elements.text.focus();
    form.elements.text.scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.keyCode === 229 || !event.target.matches("[data-send-with-ctrl-enter]")) return;
    event.preventDefault();
    const form = event.target.form;
    const waits = event.shiftKey && [...form.querySelectorAll("[name=daarna][value=wacht]")].find((node) => node.checkVisibility());
    form.requestSubmit(waits || [...form.querySelectorAll("[data-send]")].find((node) => node.checkVisibility()));
  });
})();

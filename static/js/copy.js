// <button data-copy="#482"> or data-copy-from="#id": puts it on the clipboard and says so in the button.
(() => {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (!button) return;
    const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
    const text = button.dataset.copy ?? source?.value ?? source?.textContent ?? "";
    try { await navigator.clipboard.writeText(text.trim()); } catch { return source?.select?.(); }
    const label = button.querySelector("[data-copy-label]") ?? button;
    const before = label.textContent;
    label.textContent = JSON.parse(document.getElementById("words").textContent).copied;
    setTimeout(() => { label.textContent = before; }, 2000);
  });
})();

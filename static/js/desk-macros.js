// Standard answers: "/" in an empty composer or at the beginning of a line, or the button, shows them; typing narrows
// down, arrows walk, Enter puts one in at the cursor. The server fills in the names; what it does besides is sent along.
(() => {
  const box = () => document.getElementById("macro-choices");
  const area = () => document.getElementById("composer-text");
  const shown = () => [...box().querySelectorAll("[data-macro-text]:not([hidden]) [data-macro]")];

  async function open(url) {
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected || !box()) return;
    box().innerHTML = await answer.text();
    box().hidden = false;
    box().querySelector("[data-macro-filter]").focus();
  }

  function close() {
    if (!box() || box().hidden) return;
    box().hidden = true;
    area().focus();
  }

  async function put(url) {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const made = await answer.json();
    const text = area(), form = text.form;
    close();
    form.querySelector(`[name=kind][value=${made.kind}]`).checked = true;
    text.setRangeText(made.text, text.selectionStart, text.selectionEnd, "end");
    const chosen = form.querySelector("[data-macro-chosen]");
    form.querySelector("[name=macro]").value = made.macro;
    chosen.querySelector("[data-macro-steps]").textContent = made.steps ? `${made.name}: ${made.steps}` : made.name;
    chosen.hidden = false;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    const left = text.value.search(/\{\{[a-z.]+[^{}]*\}\}/);
    if (left >= 0) text.setSelectionRange(left, text.value.indexOf("}}", left) + 2);
    text.focus();
  }

  document.addEventListener("keydown", (event) => {
    const opener = document.querySelector("[data-macros-open]");
    if (event.target.id === "composer-text" && event.key === "/" && opener && !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const before = event.target.value.slice(0, event.target.selectionStart);
      if (before && !before.endsWith("\n")) return;
      event.preventDefault();
      return open(opener.href);
    }
    if (!box() || box().hidden || !box().contains(event.target)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      return close();
    }
    const found = shown();
    const at = found.indexOf(event.target);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      (next < 0 ? box().querySelector("[data-macro-filter]") : found[Math.min(next, found.length - 1)])?.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = at >= 0 ? event.target : found[0];
      if (chosen) put(chosen.dataset.macro);
    }
  }, true);

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-macro-filter]")) return;
    const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
    const choices = event.target.closest("[data-macro-choices]");
    for (const row of choices.querySelectorAll("[data-macro-text]")) row.hidden = !words.every((word) => row.dataset.macroText.includes(word));
    choices.querySelector("[data-macro-none]").hidden = [...choices.querySelectorAll("[data-macro-text]")].some((row) => !row.hidden);
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-macros-open]");
    if (opener && box()) {
      event.preventDefault();
      return box().hidden ? open(opener.href) : close();
    }
    const choice = event.target.closest("#macro-choices [data-macro]");
    if (choice && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      return put(choice.dataset.macro);
    }
    const forget = event.target.closest("[data-macro-forget]");
    if (forget) {
      const chosen = forget.closest("[data-macro-chosen]");
      chosen.querySelector("[name=macro]").value = "";
      chosen.hidden = true;
      area().focus();
    }
  });
})();

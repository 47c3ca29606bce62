// data-key="t" on a link, button or field: pressing t clicks or focuses it. One key, one act.
// Silent while someone types, with a modifier held, and behind an open dialog. "?" opens dialog#shortcuts.
(() => {
  const typing = (node) => node.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]");
  const visible = (node) => node.checkVisibility?.({ visibilityProperty: true }) ?? node.offsetParent !== null;
  const shown = (node) => visible(node.closest("details[data-menu]:not([open])") ?? node); // a key reaches into a closed menu

  function act(node) {
    if (node.matches("input:not([type=submit]), textarea, select")) {
      node.focus();
      node.select?.();
    } else {
      node.focus({ preventScroll: true });
      node.click();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(event.target) && event.target.dataset.key) return event.target.blur();
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      const help = document.getElementById("shortcuts");
      if (help) { event.preventDefault(); help.showModal(); }
      return;
    }
    if ("keysOff" in document.body.dataset) return; // "Mijn instellingen": no key of one letter does anything (WCAG 2.1.4)
    const node = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find(shown);
    if (!node) return;
    event.preventDefault();
    act(node);
  });

  // The key is shown in the tooltip and told to screen readers.
  function tell(root) {
    for (const node of root.querySelectorAll?.("[data-key]:not([aria-keyshortcuts])") ?? []) {
      node.setAttribute("aria-keyshortcuts", node.dataset.key);
      if (!node.title) node.title = `${(node.getAttribute("aria-label") || node.textContent).trim().replace(/\s+/g, " ")} (${node.dataset.key})`;
    }
  }
  tell(document);
  document.addEventListener("htmx:load", (event) => tell(event.detail.elt.parentNode ?? document));
})();

// <a data-cite href="…">SLA 7.9</a>: its text opens beside it, and Escape, a click elsewhere or ✕ closes it; the focus
// goes back to where it came from. With Ctrl, without JavaScript or when it cannot be fetched it is a plain link.
(() => {
  const EDGE = 8; // px kept free around it
  let opener = null;

  const popover = () => document.getElementById("citation") ?? make();

  function make() {
    const node = document.createElement("div");
    Object.assign(node, { id: "citation", className: "citation", popover: "auto", tabIndex: -1, role: "dialog" });
    node.setAttribute("aria-labelledby", "citation-title");
    node.addEventListener("toggle", (event) => {
      if (event.newState === "closed" && node.contains(document.activeElement)) opener?.focus();
    });
    return node;
  }

  // Beside the link: below it, or above where there is more room. A telephone has it at the foot (citation.css).
  function place(node, link) {
    const at = link.getBoundingClientRect();
    const below = window.innerHeight - at.bottom > Math.max(node.offsetHeight + EDGE, at.top);
    const left = Math.min(Math.max(at.left, EDGE), window.innerWidth - node.offsetWidth - EDGE);
    const room = (below ? window.innerHeight - at.bottom : at.top) - 2 * EDGE;
    const top = below ? at.bottom + EDGE / 2 : Math.max(EDGE, at.top - Math.min(node.offsetHeight, room) - EDGE / 2);
    for (const [name, px] of Object.entries({ left, room, top })) node.style.setProperty(`--citation-${name}`, `${px}px`);
  }

  async function open(link) {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return location.assign(link.href);
    const [node, text] = [popover(), await answer.text()];
    if (node.matches(":popover-open")) node.hidePopover();
    (link.closest("dialog[open]") ?? document.body).append(node); // what is outside an open dialog cannot be reached
    node.innerHTML = text;
    opener = link;
    node.showPopover();
    place(node, link);
    node.scrollTop = 0;
    node.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-cite]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!HTMLElement.prototype.showPopover) return;
    event.preventDefault();
    open(link).catch(() => location.assign(link.href));
  });

  // Escape closes this alone, and not also the dialog or the melding behind it.
  window.addEventListener("keydown", (event) => {
    const node = document.getElementById("citation");
    if (event.key !== "Escape" || !node?.matches(":popover-open")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    node.hidePopover();
  }, true);
})();

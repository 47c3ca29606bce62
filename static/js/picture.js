// <a data-enlarge href="picture"><img></a>: a click shows it large in a dialog; with Ctrl or without JavaScript it opens
// as a page. A click or Escape closes it.
(() => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-enlarge]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const dialog = Object.assign(document.createElement("dialog"), { className: "lightbox" });
    const picture = Object.assign(document.createElement("img"), { src: link.href, alt: link.querySelector("img").alt });
    const close = Object.assign(document.createElement("button"), { type: "button", className: "lightbox__close" });
    close.append(picture);
    dialog.setAttribute("aria-label", picture.alt);
    dialog.append(close);
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  });
})();

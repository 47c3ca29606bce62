// <button data-dialog-open="id"> opens that dialog; <button data-dialog-close> closes the one it stands in, and so does
// a click beside it. Without JavaScript the button is a link to a page that does the same: give it an href where it matters.
(() => {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    const dialog = opener && document.getElementById(opener.dataset.dialogOpen);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
      dialog.querySelector("[data-autofocus]")?.focus();
      return;
    }
    if (event.target.closest("[data-dialog-close]")) return event.target.closest("dialog")?.close();
    if (event.target.matches?.("dialog") && beside(event.target, event)) event.target.close();
  });

  function beside(node, { clientX: x, clientY: y }) {
    const box = node.getBoundingClientRect();
    return (x || y) && (x < box.left || x > box.right || y < box.top || y > box.bottom);
  }

  // A dialog that came back with an error in it opens again by itself.
  for (const dialog of document.querySelectorAll("dialog[data-dialog-show]")) dialog.showModal();
})();

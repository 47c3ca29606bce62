// What the files about drafts share: window.drafts. A form[data-draft] is of one ticket; data-draft-act names its act, else
// [name=kind] chooses it; data-draft-field its field, else [name=text]. What the server does not have is kept here.
(() => {
  const user = document.querySelector("meta[name=desk-user]")?.content;
  const area = (form) => form.elements[form.dataset.draftField ?? "text"];
  const act = (form) => form.dataset.draftAct ?? form.querySelector("[name=kind]:checked")?.value;
  const key = (form, of) => `draft:${user}:${form.dataset.draft}:${of ?? act(form)}`;
  const read = (form, of) => { try { return localStorage.getItem(key(form, of)); } catch { return null; } };
  function write(form, text, of) {
    try { text?.trim() ? localStorage.setItem(key(form, of), text) : localStorage.removeItem(key(form, of)); } catch { /* private window */ }
  }
  window.drafts = { area, act, read, write };
})();

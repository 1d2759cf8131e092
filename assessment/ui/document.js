// Sets what belongs to the document as a whole, where the framework leaves it as it is for an English page.
// Remove a part when the framework does it.
export default function (component) {
  const doc = document;
  doc.documentElement.lang = component.data.lang;
  if (doc.__document) return;
  doc.__document = true;
  // The place to drop files has the role "presentation" and a name and focus as well, which contradict each other.
  const name = () => doc.querySelectorAll('[data-testid="stFileUploaderDropzone"][role="presentation"]')
    .forEach((zone) => zone.setAttribute('role', 'group'));
  new MutationObserver(name).observe(doc.body, {childList: true, subtree: true});
  name();
  // On paper nobody unfolds: everything folded is opened for it, and folded again afterwards.
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...doc.querySelectorAll('[data-testid="stMain"] details:not([open])')];
    opened.forEach((part) => { part.open = true; });
  });
  window.addEventListener('afterprint', () => {
    opened.forEach((part) => { part.open = false; });
    opened = [];
  });
}

// A corrected or retracted article: tells a reader who was here before what changed since. Without it, a link leads to
// the same on a page of its own.

const place = document.querySelector("[data-changes]");
// An editor's preview shows the page at another address.
const isRead = place.dataset.changes.startsWith(location.pathname);

async function ask() {
  try {
    const answer = await fetch(place.dataset.changes, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { html } = await answer.json();
    if (!html) return;
    place.replaceWith(document.createRange().createContextualFragment(html));
  } catch {
    // Without a connection the link stays.
  }
}

if (isRead) ask();

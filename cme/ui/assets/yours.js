// Open pages, the same for everybody: a learner who comes back is shown what is new and what was left open.

const place = document.querySelector("[data-yours]");
const spot = place.querySelector("[data-yours-place]");
const plain = spot && [...spot.childNodes];
// The key itself is hidden from scripts; this cookie says that there is one.
const isKnown = () => /(^|; )(__Host-)?known=1/.test(document.cookie);

async function ask() {
  if (!isKnown()) return;
  try {
    const answer = await fetch(place.dataset.yours, { headers: { Accept: "application/json" } });
    // The gate's question is a page: whoever has to answer it again is told nothing before.
    if (!answer.ok || !answer.headers.get("Content-Type").includes("json")) return;
    const told = await answer.json();
    if (spot && told.html) spot.replaceChildren(document.createRange().createContextualFragment(told.html));
    mark(new Set(told.new));
  } catch {
    // Without a connection the page stays as everybody sees it.
  }
}

function mark(slugs) {
  for (const card of document.querySelectorAll(".card")) {
    if (!slugs.has(card.querySelector("a").pathname.split("/")[2])) continue;
    const tag = document.createElement("span");
    tag.className = "tag is-new";
    tag.textContent = place.dataset.new;
    card.querySelector(".when").append(tag);
  }
}

// A browser may keep the page as it is and show it to whoever goes back to it, after "Start afresh" too.
window.addEventListener("pagehide", () => {
  spot?.replaceChildren(...plain);
  for (const tag of document.querySelectorAll(".is-new")) tag.remove();
});
window.addEventListener("pageshow", (event) => event.persisted && ask());
ask();

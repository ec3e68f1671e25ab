/* The page of an HTML export: the map and the passages of a selection, from the data in the file itself.
   All texts are set as text, never as markup. The chosen place stands in the address (#place=...), so that the way back works. */
"use strict";
(function () {
  const PAGE = 20;
  const ZOOMS = { country: 5, continent: 3, sea: 6, region: 7 };
  const atlas = JSON.parse(document.getElementById("atlas").textContent);
  const drawing = JSON.parse(document.getElementById("drawing").textContent);
  atlas.passages.forEach(function (passage) {
    passage.marks = passage.marks.map(function (row) { return Object.fromEntries(row.map(function (value, i) { return [atlas.columns[i], value]; })); });
  });
  const works = new Map(atlas.about.works.map(function (work) { return [work.document, work]; }));
  const records = new Map(atlas.places.map(function (place) { return [place.place_id, place]; }));
  const features = new Map(drawing.features.map(function (f) { return [f.id, f]; }));
  const hidden = new Set();
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let place = "", lit = "", page = 0, wishes = 0;

  const container = document.getElementById("map");
  const map = L.map(container, { minZoom: 2, maxZoom: 16, zoomSnap: 0.5 });
  const group = L.featureGroup().addTo(map);
  const colours = dark.matches ? drawing.dark : drawing.light;
  passageAtlas.base(map, { files: drawing.base, shapes: null, colours: colours.base, layers: colours.layers, holders: colours.holders, home: drawing.home, height: "" });
  group.on("click", function (event) { choose(event.layer.toGeoJSON().properties.place_id); });
  new ResizeObserver(function () { map.invalidateSize(); }).observe(container);
  dark.addEventListener("change", function () { location.reload(); });
  window.addEventListener("hashchange", follow);
  document.getElementById("find").addEventListener("input", function () { page = 0; list(); });
  legend();
  follow();

  function choose(id) { location.hash = id ? "place=" + encodeURIComponent(id) : ""; }

  /* Show what the address says. */
  function follow() {
    const asked = new URLSearchParams(location.hash.slice(1)).get("place") || "";
    place = features.has(asked) ? asked : "";
    page = 0;
    look(place);
    list();
  }

  /* Draw the places; one stands out, and the map goes there. */
  function look(id) {
    lit = id;
    group.clearLayers();
    const shown = drawing.features.filter(function (f) { return !hidden.has(f.layer); }).map(function (f) {
      return f.id === id ? Object.assign({}, f, { chosen: true, rank: f.rank + 1e6 }) : f;
    });
    passageAtlas.draw(map, group, Object.assign({}, drawing, { features: shown, focus: focus(id) }));
  }

  function focus(id) {
    const own = drawing.features.filter(function (f) { return f.id === id; }), shaped = own.filter(function (f) { return f.shape !== null; });
    if (!own.length) { return null; }
    wishes += 1;
    const key = id + "#" + wishes;
    if (!shaped.length) { return { key: key, at: own[0].at, zoom: ZOOMS[own[0].kind] || 9 }; }
    const bounds = L.latLngBounds([]);
    shaped.forEach(function (f) { bounds.extend(L.geoJSON(drawing.shapes[f.shape]).getBounds()); });
    return { key: key, bounds: bounds };
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) { made.className = className; }
    if (text) { made.textContent = text; }
    return made;
  }

  function button(text, className, act) {
    const made = element("button", className, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  function legend() {
    const box = document.getElementById("legend"), counts = {};
    features.forEach(function (f) { counts[f.layer] = (counts[f.layer] || 0) + 1; });
    Object.keys(atlas.labels.layers).filter(function (layer) { return counts[layer]; }).forEach(function (layer) {
      const made = button("", "layer-" + layer, function () {
        if (!hidden.delete(layer)) { hidden.add(layer); }
        made.setAttribute("aria-pressed", String(!hidden.has(layer)));
        page = 0;
        look(lit);
        list();
      });
      made.setAttribute("aria-pressed", "true");
      made.title = "Show or hide";
      made.append(element("i"), atlas.labels.layers[layer] + " ", element("span", "", String(counts[layer])));
      box.append(made);
    });
    box.append(element("span", "note", "larger or darker: more mentions · dashed: approximate"));
  }

  /* --- the passages ---------------------------------------------------------------------------------------------- */

  /* Small letters without accents; with `at`, also where in the text each one stands. */
  function plain(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/ı/g, "i").replace(/[’‘ʼ]/g, "'");
  }

  function hits(passage, words) {
    const found = (passage.hits || []).slice();
    if (words.length) {
      let whole = "";
      const at = [];
      Array.from(passage.text).forEach(function (char, i) {
        const folded = plain(char);
        for (let k = 0; k < folded.length; k += 1) { at.push(i); }
        whole += folded;
      });
      words.forEach(function (word) {
        for (let from = whole.indexOf(word); from >= 0; from = whole.indexOf(word, from + word.length)) {
          found.push([at[from], at[from + word.length - 1] + 1]);
        }
      });
    }
    return found.sort(function (a, b) { return a[0] - b[0]; });
  }

  function list() {
    const words = plain(document.getElementById("find").value).split(/\s+/).filter(Boolean);
    const chosen = atlas.passages.filter(function (passage) {
      const seen = passage.marks.some(function (m) { return (!place || m.place_id === place) && !hidden.has(features.get(m.place_id).layer); });
      if (!seen || !words.length) { return seen; }
      passage.plain = passage.plain || plain(passage.text);
      return words.every(function (word) { return passage.plain.includes(word); });
    });
    const pages = Math.max(Math.ceil(chosen.length / PAGE), 1), total = atlas.passages.length;
    page = Math.min(page, pages - 1);
    const number = chosen.length.toLocaleString("en"), noun = chosen.length === 1 ? " passage" : " passages";
    document.getElementById("found").textContent = chosen.length === total ? number + noun + ", by the time that they tell of"
      : number + (total === 1 ? " of 1 passage" : " of " + total.toLocaleString("en") + " passages") + (chosen.length || !words.length ? "" : ": none holds these words");
    document.getElementById("place").replaceChildren(...(place ? [head(place)] : []));
    document.getElementById("passages").replaceChildren(...chosen.slice(page * PAGE, (page + 1) * PAGE).map(function (passage) { return card(passage, hits(passage, words)); }));
    pager(pages);
    document.querySelector(".reading").scrollTop = 0;
  }

  function pager(pages) {
    const box = document.getElementById("pager");
    box.replaceChildren();
    if (pages === 1) { return; }
    const turn = function (by) {
      return function () {
        page += by;
        list();
        if (document.documentElement.scrollHeight > window.innerHeight + 1) { document.querySelector(".reading").scrollIntoView(); }
      };
    };
    const before = button("◀ Before", "", turn(-1)), after = button("Next ▶", "", turn(1));
    before.disabled = page === 0;
    after.disabled = page === pages - 1;
    box.append(before, "page " + (page + 1) + " of " + pages, after);
  }

  function head(id) {
    const f = features.get(id), record = records.get(id), box = element("section", "placehead"), names = element("div", "names");
    f.names.forEach(function (pair) {
      const one = element("span");
      one.lang = pair[0];
      one.append(element("small", "", pair[0]), " " + pair[1]);
      names.append(one);
    });
    const source = "Location: " + record.source + (record.source_id ? " " + record.source_id : "") + (record.note ? ". " + record.note : "");
    box.append(element("h2", "", f.name), " ", element("span", "about", f.about), names, element("div", "about", f.counts), element("div", "about", source));
    box.append(button("Show on the map", "link", function () { show(id); }), button("All places", "link", function () { choose(""); }));
    return box;
  }

  function show(id) {
    look(id);
    container.scrollIntoView({ block: "nearest" });
  }

  function card(passage, found) {
    const box = element("article", "passage"), text = element("p"), work = works.get(passage.document);
    if (passage.part !== "body" && passage.part !== "heading") { box.append(element("div", "part", atlas.labels.parts[passage.part])); }
    fill(text, passage, found);
    box.append(text);
    if (passage.times.length || passage.events.length) {
      const chips = element("div", "chips");
      passage.times.forEach(function (time) { chips.append(element("span", "time", time)); });
      passage.events.forEach(function (event) { chips.append(element("span", "event", event)); });
      box.append(chips);
    }
    const about = element("div", "about"), rest = [work.publisher, work.published, passage.locator || passage.heading].filter(Boolean);
    about.append("Statement of ", element("strong", "", work.authors || "an author who is not named"), ", ", element("em", "", work.title));
    if (rest.length) { about.append(" · " + rest.join(" · ")); }
    if (work.form === "digest") { about.append(" · told here in our own words"); }
    if (/^https?:\/\//.test(work.url)) {  // another scheme could run as a script
      const link = element("a", "", "the work ↗");
      link.href = work.url; link.target = "_blank"; link.rel = "noopener noreferrer";
      about.append(" · ", link);
    }
    const copying = button("Copy citation", "link", function () { copy(passage.citation, copying); });
    copying.title = passage.citation;
    box.append(about, copying);
    return box;
  }

  /* The text with its mentions marked; of mentions that overlap, the first and longest. Positions count characters, not UTF-16 units. */
  function fill(box, passage, found) {
    const chars = Array.from(passage.text);
    const add = function (into, from, to) {
      let at = from;
      found.forEach(function (span) {
        const first = Math.max(span[0], at), last = Math.min(span[1], to);
        if (first < last) {
          into.append(chars.slice(at, first).join(""), element("span", "hit", chars.slice(first, last).join("")));
          at = last;
        }
      });
      into.append(chars.slice(at, to).join(""));
    };
    let at = 0;
    passage.marks.slice().sort(function (a, b) { return a.at[0] - b.at[0] || b.at[1] - a.at[1]; }).forEach(function (m) {
      if (m.at[0] < at) { return; }
      add(box, at, m.at[0]);
      const made = mark(m);
      add(made, m.at[0], m.at[1]);
      box.append(made);
      at = m.at[1];
    });
    add(box, at, chars.length);
  }

  function mark(m) {
    const f = features.get(m.place_id), made = element("mark", "layer-" + f.layer + (m.place_id === place ? " chosen" : ""));
    const when = m.begin ? " · " + (m.begin === m.end ? m.begin : m.begin + " to " + m.end) : "";
    made.title = f.name + " · " + f.about + " · " + atlas.labels.roles[m.role].toLowerCase() + when + " · confidence " + m.confidence + " (" + m.method + "). Show it on the map";
    made.tabIndex = 0;
    made.setAttribute("role", "button");
    made.dataset.place = m.place_id;
    made.addEventListener("click", function () { show(m.place_id); });
    made.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(m.place_id); }
    });
    return made;
  }

  function copy(text, at) {
    const said = function () { at.textContent = "Copied"; setTimeout(function () { at.textContent = "Copy citation"; }, 1500); };
    const byHand = function () {
      const area = element("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      said();
    };
    if (navigator.clipboard) { navigator.clipboard.writeText(text).then(said, byHand); } else { byHand(); }
  }
})();

/* What the map's own frame does: the constant base map, and drawing the places of a selection on it.
   All texts come as data and are set as text, never as markup. */
"use strict";
window.passageAtlas = (function () {
  const LINE_WEIGHTS = { corridor: 4.5, road: 3, railway: 3.5, pipeline: 2.2, line: 3.5, river: 2.2 };
  const WIDE = ["regions", "countries", "water"];
  const SYMBOLS = { bases: "square", facilities: "diamond", heights: "triangle" };

  /* A point's symbol; squares, diamonds and triangles tell layers apart where colours do not. */
  const Symbol = L.CircleMarker.extend({
    _updatePath: function () {
      const p = this._point, r = this._radius, kind = this.options.symbol;
      if (!kind || !this._renderer._setPath) { this._renderer._updateCircle(this); return; }
      const corners = { square: [[-.9, -.9], [.9, -.9], [.9, .9], [-.9, .9]], diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]], triangle: [[0, -1.15], [1.1, .85], [-1.1, .85]] }[kind];
      this._renderer._setPath(this, "M" + corners.map(function (c) { return (p.x + c[0] * r) + " " + (p.y + c[1] * r); }).join("L") + "Z");
    }
  });

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) { made.textContent = text; }
    if (className) { made.className = className; }
    return made;
  }

  function base(map, options) {
    const c = options.colours, state = map.passageAtlas = { options: options, focus: null, labels: [], drawn: 0 };
    const container = map.getContainer();
    container.style.height = options.height === undefined ? "100vh" : options.height;
    container.style.background = c.sea;
    container.style.setProperty("--land", c.land);
    container.style.setProperty("--text", c.text);
    container.style.setProperty("--quiet", c.quiet);
    container.style.setProperty("--icons", options.dark ? "invert(1)" : "none");
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", "Map of the places that the passages name");
    map.createPane("base").style.zIndex = 150;
    map.createPane("baselines").style.zIndex = 160;
    state.pane = map.createPane("labels");
    state.pane.style.zIndex = 620;
    state.pane.style.pointerEvents = "none";
    map.attributionControl.setPrefix("Leaflet");
    map.attributionControl.addAttribution("Natural Earth");
    L.control.scale({ position: "bottomleft", imperial: false }).addTo(map);
    const canvas = L.canvas({ pane: "base", padding: 0.5 }), lines = L.canvas({ pane: "baselines", padding: 0.5 });
    const styles = {
      land: { renderer: canvas, pane: "base", stroke: false, fill: true, fillColor: c.land, fillOpacity: 1 },
      district: { renderer: lines, pane: "baselines", color: c.district, weight: 0.8, fill: false },
      border: { renderer: lines, pane: "baselines", color: c.border, weight: 1.3, fill: false },
      river: { renderer: lines, pane: "baselines", color: c.river, weight: 1.4, fill: false }
    };
    options.files.forEach(function (file) {
      data(file[1]).then(function (json) { L.geoJSON(json, { style: styles[file[0]], interactive: false }).addTo(map); });
    });
    state.shapes = options.shapes ? data(options.shapes).then(function (json) { return json.features; }) : Promise.resolve([]);
    map.on("zoomstart", function () { state.pane.style.visibility = "hidden"; });
    map.on("moveend zoomend resize", function () { label(map); });
    window.addEventListener("resize", function () {
      map.invalidateSize();
      if (state.again) { state.again(); }  // a frame that has just come gets its size late
      if (state.seek) { state.seek(); }
    });
    ["pointerdown", "wheel", "keydown"].forEach(function (what) {
      container.addEventListener(what, function () { state.again = null; }, { capture: true, passive: true });
    });
    container.addEventListener("keydown", function (event) { step(map, event); });
    ["focusin", "pointerdown"].forEach(function (what) {
      document.addEventListener(what, function (event) {
        const path = what === "focusin" && container.contains(event.target) && event.target.closest("path.place");
        state.kept = Boolean(path);
        if (path) { reach(state, path); }
      }, true);
    });
    map.createPane("held").style.zIndex = 380;
    state.heldBy = L.svg({ pane: "held", padding: 0.5 });
    hatches(options.layers);
    map.invalidateSize();
    state.again = function () { map.fitBounds(options.home, { animate: false }); };
    state.again();
  }

  function data(source) {
    if (typeof source !== "string") { return Promise.resolve(source); }
    return fetch(source).then(function (answer) {
      if (!answer.ok) { throw new Error(source + ": " + answer.status); }
      return answer.json();
    });
  }

  /* Fill patterns for zones, one a layer's colour. */
  function hatches(colours) {
    const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), defs = document.createElementNS(space, "defs");
    svg.setAttribute("width", 0); svg.setAttribute("height", 0); svg.style.position = "absolute"; svg.setAttribute("aria-hidden", "true");
    const pattern = document.createElementNS(space, "pattern"), stroke = document.createElementNS(space, "path");
    [["id", "hatch-zones"], ["width", 8], ["height", 8], ["patternUnits", "userSpaceOnUse"], ["patternTransform", "rotate(45)"]].forEach(function (a) { pattern.setAttribute(a[0], a[1]); });
    [["d", "M0 0V8"], ["stroke", colours.zones], ["stroke-width", 3]].forEach(function (a) { stroke.setAttribute(a[0], a[1]); });
    pattern.appendChild(stroke); defs.appendChild(pattern); svg.appendChild(defs); document.body.appendChild(svg);
  }

  /* A fill for several colours, in stripes; the one colour when there is only one. */
  function striped(colours) {
    if (colours.length === 1) { return colours[0]; }
    const id = "striped" + colours.join("").replace(/#/g, "-");
    if (!document.getElementById(id)) {
      const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), pattern = document.createElementNS(space, "pattern");
      svg.setAttribute("width", 0); svg.setAttribute("height", 0); svg.style.position = "absolute"; svg.setAttribute("aria-hidden", "true");
      [["id", id], ["width", 7 * colours.length], ["height", 8], ["patternUnits", "userSpaceOnUse"], ["patternTransform", "rotate(45)"]].forEach(function (a) { pattern.setAttribute(a[0], a[1]); });
      colours.forEach(function (colour, at) {
        const stripe = document.createElementNS(space, "rect");
        [["x", 7 * at], ["width", 7], ["height", 8], ["fill", colour]].forEach(function (a) { stripe.setAttribute(a[0], a[1]); });
        pattern.appendChild(stripe);
      });
      svg.appendChild(pattern); document.body.appendChild(svg);
    }
    return "url(#" + id + ")";
  }

  /* Who held what, under the places. */
  function hold(map, group, areas) {
    const state = map.passageAtlas, c = state.options.colours;
    areas.forEach(function (area) {
      const colours = area.holders.map(function (holder) { return state.options.holders[holder]; });
      const style = { pane: "held", renderer: state.heldBy, color: c.text, weight: 0.7, opacity: 0.55, fillColor: striped(colours), fillOpacity: area.opacity, className: "held" };
      if (colours.length > 1) { style.dashArray = "4 3"; }
      const made = area.shape ? L.geoJSON(area.shape, { style: style }) : L.circleMarker(area.at, Object.assign(style, { radius: 7, fillOpacity: 0.9, opacity: 0.9 }));
      const brief = function () { return { type: "Feature", properties: { place_id: area.id, click: Date.now() }, geometry: { type: "Point", coordinates: [area.at[1], area.at[0]] } }; };
      [made].concat(made.getLayers ? made.getLayers() : []).forEach(function (one) { one.toGeoJSON = brief; });
      made.bindTooltip(function () {
        const card = element("div");
        card.appendChild(element("strong", area.name));
        card.appendChild(element("div", area.about));
        card.appendChild(element("div", area.why, "names"));
        return card;
      }, { sticky: true, direction: "top", className: "place-card", opacity: 1 });
      group.addLayer(made);
      (made.getLayers ? made.getLayers() : [made]).forEach(function (one) { owned(one, area); });
    });
  }

  function owned(one, area) {
    const path = one.getElement && one.getElement();
    if (!path) { one.once("add", function () { owned(one, area); }); return; }
    path.setAttribute("data-held", area.id);
    path.setAttribute("data-holders", area.holders.join(" "));
  }

  function draw(map, group, drawing) {
    const state = map.passageAtlas, turn = ++state.drawn;
    tiles(map, drawing.tiles);
    stamp(map, drawing.stamp);
    if (drawing.linked) { link(map); }
    const needed = drawing.features.some(function (f) { return f.shape !== null && !(f.shape in drawing.shapes); });
    if (state.file || !needed) { place(map, group, drawing, drawing.features); return; }
    place(map, group, drawing, drawing.features.filter(function (f) { return f.shape === null; }));  // the outlines are still on their way
    state.shapes.then(function (file) {
      state.file = file;
      if (turn === state.drawn) { group.clearLayers(); place(map, group, drawing, drawing.features); }
    });
  }

  function place(map, group, drawing, features) {
    const state = map.passageAtlas, c = state.options.colours;
    state.rings = [];
    order(state, features);
    state.holding = (drawing.held || []).length > 0;
    hold(map, group, drawing.held || []);
    state.labels = drawing.words.map(function (w) { return { text: w.text, at: L.latLng(w.at), rank: w.rank, className: "word " + w.className, radius: 0 }; });
    const drawn = [];
    features.forEach(function (f) {
      const layer = shape(f, drawing, state, c);
      drawn.push([f, layer]);
      const brief = function () {  // what Python is told of a click: each one differs from the last
        return { type: "Feature", properties: { place_id: f.id, click: Date.now() }, geometry: { type: "Point", coordinates: [f.at[1], f.at[0]] } };
      };
      [layer].concat(layer.getLayers ? layer.getLayers() : []).forEach(function (one) { one.toGeoJSON = brief; });
      layer.bindTooltip(function () { return card(f); }, { sticky: true, direction: "top", className: "place-card", opacity: 1 });
      group.addLayer(layer);
      (layer.getLayers ? layer.getLayers() : [layer]).forEach(function (one) { name(one, f, layer, state); });
      if (layer.atlasTop) { group.addLayer(layer.atlasTop); }
      if (f.dimension === 0 && f.km > 0 && !f.aside && WIDE.indexOf(f.layer) < 0) { state.rings.push({ at: L.latLng(f.at), km: f.km, radius: f.radius, colour: state.options.layers[f.layer] }); }
      state.labels.push({ text: f.name, at: L.latLng(f.at), rank: f.rank, className: "layer-" + f.layer + (f.chosen ? " chosen" : "") + (f.aside ? " aside" : ""), radius: f.dimension === 0 ? f.radius : 0, id: f.id });
    });
    state.labels.sort(function (a, b) { return b.rank - a.rank; });
    state.group = group;
    state.ringGroup = L.layerGroup().addTo(group);
    if (features === drawing.features) {
      state.seek = drawing.linked || look(map, drawing.focus) ? null : function () { seek(map, drawn); };
      if (state.seek) { state.seek(); }
    }
    label(map);
  }

  function shape(f, drawing, state, c) {
    const style = styleOf(f, f.colour || state.options.layers[f.layer], c);
    if (state.holding) {  // the colours of who held it lie below
      if (f.dimension === 2 && f.layer !== "zones") { style.fillOpacity = 0.01; }
      if (f.dimension === 0 && f.layer === "settlements") { Object.assign(style, { fillOpacity: 0.01, color: c.text, weight: f.chosen ? 3.5 : 1.4 }); }
    }
    if (f.dimension === 0) { return new Symbol(f.at, style); }
    const found = f.shape in drawing.shapes ? drawing.shapes[f.shape] : state.file[f.shape].geometry;
    const layer = L.geoJSON(found, { style: style });
    const only = layer.getLayers();
    const made = only.length === 1 ? only[0] : layer;
    if (f.kind === "railway") {  // a light dashed line on a dark one, as railways are drawn
      made.atlasTop = L.geoJSON(found, { interactive: false, style: { color: c.land, weight: 1.6, dashArray: "6 6", fill: false, className: f.aside ? "aside" : "" } });
    }
    return made;
  }

  function styleOf(f, colour, c) {
    const style = { color: colour, className: "place layer-" + f.layer + (f.chosen ? " chosen" : "") + (f.ghost ? " ghost" : "") + (f.aside ? " aside" : ""), symbol: SYMBOLS[f.layer] };
    const wide = WIDE.indexOf(f.layer) >= 0;
    if (f.dimension === 0) {
      Object.assign(style, { radius: f.radius, color: c.rim, weight: 1.5, fillColor: colour, fillOpacity: 0.9 });
      if (f.layer === "countries") { Object.assign(style, { radius: f.radius * 0.6, fillOpacity: 0.12, color: colour }); }
      if (f.ghost) { Object.assign(style, { fillOpacity: 0.15, color: colour, dashArray: "3 3" }); }
      if (f.chosen) { Object.assign(style, { color: c.text, weight: 3.5 }); }
    } else if (f.dimension === 1) {
      const rough = f.km >= 25;  // drawn by a few towns: a hint of a course, not a course
      Object.assign(style, { weight: (LINE_WEIGHTS[f.kind] || 3) * (rough ? 0.55 : 1) + (f.chosen ? 2.5 : 0), opacity: rough && !f.chosen ? 0.65 : 0.95, fill: false });
    } else {
      Object.assign(style, { weight: f.chosen ? 3 : 1.3, fillColor: colour, opacity: wide ? 0.55 : 0.95, fillOpacity: (wide ? 0.02 : f.layer === "zones" ? 0.5 : 0.06 + 0.34 * f.share) + (f.chosen ? 0.1 : 0) });
      if (f.ghost) { style.fillOpacity = 0; }
    }
    if (f.dimension > 0 && f.ghost) { Object.assign(style, { dashArray: "1 6", opacity: 0.6 }); }
    else if (f.dimension > 0 && f.approximate) { style.dashArray = "7 5"; }
    return style;
  }

  function name(one, f, layer, state) {
    const path = one.getElement && one.getElement();
    if (!path) { one.once("add", function () { name(one, f, layer, state); }); return; }
    path.setAttribute("data-place", f.id);
    path.setAttribute("role", "button");
    path.setAttribute("aria-label", f.label);
    path.setAttribute("tabindex", "-1");
    if (f.id === state.reached && !state.stop) {
      reach(state, path);
      if (state.kept && document.activeElement === document.body && document.hasFocus()) { path.focus({ preventScroll: true }); }  // drawn anew under it
    }
    path.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); layer.fire("click", { latlng: L.latLng(f.at), layer: layer }, true); }
    });
  }

  /* Places by name, each once, for the arrow keys; the one that Tab goes to is the one last reached, else one that was chosen, else the first. */
  function order(state, features) {
    state.places = new Map(features.slice().sort(function (a, b) { return a.name.localeCompare(b.name); }).map(function (f) { return [f.id, L.latLng(f.at)]; }));
    if (!state.places.has(state.reached)) {
      const chosen = features.find(function (f) { return f.chosen; });
      state.reached = chosen ? chosen.id : state.places.keys().next().value;
    }
    state.stop = null;
  }

  /* Of all shapes, one is in the order of Tab. */
  function reach(state, path) {
    if (state.stop) { state.stop.setAttribute("tabindex", "-1"); }
    path.setAttribute("tabindex", "0");
    state.stop = path;
    state.reached = path.getAttribute("data-place");
  }

  /* From a place, arrows, Home and End go to the others. */
  function step(map, event) {
    const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    const path = way && !event.ctrlKey && !event.metaKey && !event.altKey && event.target.closest("path.place");
    if (!path) { return; }
    event.preventDefault();
    event.stopPropagation();  // Leaflet moves the map by them
    const places = map.passageAtlas.places, all = Array.from(places.keys());
    const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(path.getAttribute("data-place")) + way))];
    map.panInside(places.get(next), { padding: [30, 30], animate: false });
    const found = map.getContainer().querySelector('path.place[data-place="' + CSS.escape(next) + '"]');
    if (found) { found.focus({ preventScroll: true }); }
  }

  function card(f) {
    const made = element("div");
    made.appendChild(element("strong", f.name));
    made.appendChild(element("div", f.about));
    const names = element("div", "", "names");
    f.names.forEach(function (pair) {
      const one = element("span");
      one.appendChild(element("small", pair[0]));
      one.appendChild(document.createTextNode(" " + pair[1]));
      one.lang = pair[0];
      names.appendChild(one);
    });
    made.appendChild(names);
    made.appendChild(element("div", f.counts));
    if (f.note) { made.appendChild(element("div", f.note, "note")); }
    return made;
  }

  function tiles(map, source) {
    const state = map.passageAtlas;
    if ((state.source || null) === (source ? source.url : null)) { return; }
    if (state.tiles) { map.removeLayer(state.tiles); state.tiles = null; }
    state.source = source ? source.url : null;
    if (source) { state.tiles = L.tileLayer(source.url, { attribution: source.attribution, maxZoom: 18 }).addTo(map); }
    ["base", "baselines"].forEach(function (pane) { map.getPane(pane).style.display = source ? "none" : ""; });
  }

  function stamp(map, text) {
    const state = map.passageAtlas;
    if (!state.stamp) {
      const control = L.control({ position: "topright" });
      control.onAdd = function () { state.stamp = element("div", "", "stamp"); return state.stamp; };
      control.addTo(map);
    }
    state.stamp.textContent = text || "";
    state.stamp.style.display = text ? "" : "none";
  }

  /* Maps of one page move together: each tells the others where it went. They lie in frames of one page, which holds the list. */
  function link(map) {
    const state = map.passageAtlas;
    if (state.linked) { return; }
    state.linked = true;
    const page = window.parent, maps = page.passageAtlasMaps || (page.passageAtlasMaps = new Set());
    const other = [...maps].find(function (one) { return one.there(); });
    const own = {
      there: function () { return map.getContainer().isConnected && map.getSize().x > 0; },
      view: function () { return { at: map.getCenter(), zoom: map.getZoom() }; },
      follow: function (view) {
        state.following = true;  // what follows does not lead: no view goes round
        state.again = null;
        try { map.setView([view.at.lat, view.at.lng], view.zoom, { animate: false }); } finally { state.following = false; }
      }
    };
    maps.add(own);
    window.addEventListener("pagehide", function () { maps.delete(own); });
    if (other) { own.follow(other.view()); }
    let waiting = false;
    map.on("move zoomend", function () {
      if (state.following || waiting) { return; }
      waiting = true;
      requestAnimationFrame(function () {
        waiting = false;
        maps.forEach(function (one) {
          if (one === own) { return; }
          try { if (one.there()) { one.follow(own.view()); } } catch (gone) { maps.delete(one); }
        });
      });
    });
  }

  /* Go to what was asked for, once: a later drawing of the same wish leaves the reader's own view alone. Until the reader moves the map,
     a change of its size goes there again. */
  /* Go where the drawing wishes; whether it was a new wish. */
  function look(map, focus) {
    const state = map.passageAtlas;
    if (!focus) { state.focus = null; return false; }
    if (focus.key === state.focus) { return false; }
    state.focus = focus.key;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches || !map.getSize().x;
    const zoom = focus.zoom < 8 ? focus.zoom : Math.max(map.getZoom(), focus.zoom);
    function go(calm) {
      if (focus.home) {
        map.fitBounds(state.options.home, { animate: false });
      } else if (focus.bounds) {
        map[calm ? "fitBounds" : "flyToBounds"](focus.bounds, { maxZoom: 10, padding: [40, 40], duration: 0.6, animate: !calm });
      } else {
        map[calm ? "setView" : "flyTo"](focus.at, zoom, { duration: 0.6, animate: !calm });
      }
    }
    state.again = function () { go(true); };
    go(calm);
    return true;
  }

  /* When other places are drawn than before, and none of them lies in the window, go to them; countries and wide regions only when there is nothing else. */
  function seek(map, drawn) {
    const state = map.passageAtlas, own = drawn.filter(function (one) { return !one[0].aside && !one[0].ghost; });
    const key = own.map(function (one) { return one[0].id; }).join(" ");
    if (key === state.sought || !map.getSize().x) { return; }
    state.sought = key;
    const bound = function (one) { return one[1].getBounds ? one[1].getBounds() : L.latLngBounds([one[1].getLatLng()]); };
    const view = map.getBounds(), near = own.filter(function (one) { return WIDE.indexOf(one[0].layer) < 0; });
    if (!own.length || own.some(function (one) { return view.intersects(bound(one)); })) { return; }
    const bounds = (near.length ? near : own).map(bound);
    const all = bounds.reduce(function (whole, one) { return whole.extend(one); }, L.latLngBounds([]));
    state.again = function () { map.fitBounds(all, { maxZoom: 10, padding: [40, 40], animate: false }); };
    state.again();
  }

  const pen = document.createElement("canvas").getContext("2d");

  /* Labels in order of rank, each where it first fits beside its symbol; those that fit nowhere wait for a closer view. */
  function label(map) {
    const state = map.passageAtlas, pane = state.pane, size = map.getSize();
    rings(map);
    pane.textContent = "";
    pane.style.visibility = "";
    const taken = [], view = L.bounds([0, 0], size);
    const symbols = state.labels.filter(function (one) { return one.radius; }).map(function (one) {
      const at = map.latLngToContainerPoint(one.at);
      return { id: one.id, box: [at.x - one.radius, at.y - one.radius, at.x + one.radius, at.y + one.radius] };
    });
    const seen = new Set();
    state.labels.forEach(function (one) {
      const at = map.latLngToContainerPoint(one.at);
      if (!view.contains(at) || seen.has(one.text)) { return; }
      const small = one.className.indexOf("word") === 0, height = small ? 14 : 15, r = one.radius + 3;
      pen.font = one.className.indexOf("settlements") >= 0 ? "600 12px system-ui" : "600 12.5px system-ui";
      const width = pen.measureText(one.text).width + 2;
      const spots = one.radius
        ? [[at.x + r, at.y - height / 2], [at.x - r - width, at.y - height / 2], [at.x - width / 2, at.y - r - height], [at.x - width / 2, at.y + r]]
        : [[at.x - width / 2, at.y - height / 2], [at.x - width / 2, at.y - height * 1.6], [at.x - width / 2, at.y + height * 0.6]];
      for (const spot of spots) {
        const box = [spot[0], spot[1], spot[0] + width, spot[1] + height];
        const free = box[0] > 0 && box[2] < size.x && box[1] > 0 && box[3] < size.y
          && !taken.some(function (other) { return meets(box, other); })
          && !symbols.some(function (other) { return other.id !== one.id && meets(box, other.box); });
        if (free) {
          const made = element("span", one.text, "label " + one.className), corner = map.containerPointToLayerPoint(spot);
          made.style.transform = "translate(" + Math.round(corner.x) + "px," + Math.round(corner.y) + "px)";
          pane.appendChild(made);
          taken.push([box[0] - 3, box[1] - 1, box[2] + 3, box[3] + 1]);
          seen.add(one.text);
          break;
        }
      }
    });
  }

  function meets(a, b) { return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]; }

  /* How far off a point may be, drawn only where that is more than its symbol covers. */
  function rings(map) {
    const state = map.passageAtlas;
    if (!state.ringGroup) { return; }
    state.ringGroup.clearLayers();
    const metres = 40075016.686 * Math.cos(map.getCenter().lat * Math.PI / 180) / Math.pow(2, map.getZoom() + 8);
    state.rings.forEach(function (ring) {
      const pixels = ring.km * 1000 / metres;
      if (pixels > ring.radius + 5 && pixels < 2000 && map.getZoom() >= 8) {
        state.ringGroup.addLayer(L.circle(ring.at, { radius: ring.km * 1000, color: ring.colour, weight: 1.2, opacity: 0.8, dashArray: "3 5", fill: true, fillOpacity: 0.04, interactive: false, className: "uncertainty" }));
      }
    });
  }

  return { base: base, draw: draw };
})();

// What the shapes and colours of the map mean; one press brings a kind forward, one more puts it back.
// And who has no ties can be left out of the picture: on a large map they take the room of the others.
class NetworkLegend {
  constructor(list, map) {
    this.list = list;
    this.map = map;
    this.loose = map.part("loose");
    this.loose.addEventListener("click", () => this.hideLoose());
  }

  show(kinds) {
    const count = this.map.walk.data.degree.filter((ties) => !ties).length;
    this.loose.parentElement.hidden = !count;
    this.loose.textContent = `${this.loose.dataset.mapLoose} (${count})`;
    this.list.replaceChildren(...kinds.map((kind, number) => this.line(kind, number)).filter((_line, number) => kinds[number].count));
  }

  line(kind, number) {
    const line = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.dataset.kind = number;
    button.setAttribute("aria-pressed", String(this.map.picture.lit === number));
    button.append(this.key(kind), `${kind.name} (${kind.count})`);
    button.addEventListener("click", () => this.bring(this.map.picture.lit === number ? -1 : number));
    line.append(button);
    return line;
  }

  key(kind) {
    const key = document.createElement("canvas"), ratio = window.devicePixelRatio || 1, path = new Path2D();
    [key.width, key.height] = [20 * ratio, 20 * ratio];
    key.className = "map-key";
    key.setAttribute("aria-hidden", "true");
    const pen = key.getContext("2d");
    pen.scale(ratio, ratio);
    NetworkPicture.shape(path, kind.shape, 10, 10, 6.5);
    pen.fillStyle = this.map.picture.kinds[kind.colour];
    pen.fill(path);
    return key;
  }

  hideLoose() {
    const { picture, walk } = this.map;
    picture.tied = !picture.tied;
    this.loose.setAttribute("aria-pressed", String(picture.tied));
    picture.fit();
    this.map.say("all", { count: walk.data.id.filter((_id, place) => picture.visible(place)).length });
  }

  // Bring this kind forward, or nobody.
  bring(number) {
    const { map } = this, { data } = map.walk;
    map.picture.lit = number;
    map.picture.ask();
    for (const button of this.list.querySelectorAll("button")) button.setAttribute("aria-pressed", String(Number(button.dataset.kind) === number));
    if (number < 0) map.say("all", { count: data.id.length });
    else map.say("kind", { name: data.legend[number].name, count: data.legend[number].count });
  }
}

// How one walks over the network: who stands beside whom, who lies in which direction, who is within some steps.
class NetworkWalk {
  constructor(data) {
    this.data = data;
    this.beside = data.id.map(() => []);
    for (let i = 0; i < data.ties.length; i += 3) {
      this.beside[data.ties[i]].push(data.ties[i + 1]);
      this.beside[data.ties[i + 1]].push(data.ties[i]);
    }
    this.place = new Map(data.id.map((id, place) => [id, place]));
    this.plain = data.name.map(NetworkWalk.plain);
  }

  static plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  }

  // The neighbour that lies most in this direction; the near one when two do.
  towards(from, dx, dy, seen) {
    let best = -1, bestScore = 0.2;
    for (const to of this.beside[from]) {
      if (seen && !seen.has(to)) continue;
      const x = this.data.x[to] - this.data.x[from], y = this.data.y[to] - this.data.y[from];
      const length = Math.hypot(x, y) || 1e-9;
      const score = (x * dx + y * dy) / length - length / 1e4;
      if (score > bestScore) [best, bestScore] = [to, score];
    }
    return best;
  }

  about(place) {
    const { name, degree, kind, legend } = this.data;
    return { name: name[place], ties: degree[place], kind: legend[kind[place]].name };
  }

  // What lies between two, as the flags of the server.
  tie(a, b) {
    const { ties } = this.data;
    for (let i = 0; i < ties.length; i += 3) {
      if ((ties[i] === a && ties[i + 1] === b) || (ties[i] === b && ties[i + 1] === a)) return ties[i + 2];
    }
    return 0;
  }

  // The same in words: those that stand with each flag.
  between(a, b, words) {
    const flags = this.tie(a, b);
    return [1, 2, 4, 16].filter((flag) => flags & flag).map((flag) => words[`tie${flag}`]).join(", ");
  }

  // All neighbours in a fixed round: clockwise from above; only who is shown.
  round(from, seen) {
    const { x, y } = this.data;
    const turn = (to) => (Math.atan2(x[to] - x[from], y[from] - y[to]) + 2 * Math.PI) % (2 * Math.PI);
    return this.beside[from].filter((to) => !seen || seen.has(to)).sort((a, b) => turn(a) - turn(b) || a - b);
  }

  // Everybody within so many steps.
  around(from, steps) {
    let edge = [from];
    const reached = new Set(edge);
    for (let step = 0; step < steps; step++) {
      const next = [];
      for (const here of edge) for (const there of this.beside[here]) {
        if (!reached.has(there)) { reached.add(there); next.push(there); }
      }
      edge = next;
    }
    return reached;
  }

  // Whose names have these words, those with the most ties first.
  matching(words, most) {
    const asked = NetworkWalk.plain(words).split(/\s+/).filter(Boolean);
    if (!asked.length) return [];
    const found = [];
    this.plain.forEach((name, place) => { if (asked.every((word) => name.includes(word))) found.push(place); });
    return found.sort((a, b) => this.data.degree[b] - this.data.degree[a]).slice(0, most);
  }

  busiest() {
    return this.data.degree.reduce((best, degree, place, all) => (degree > all[best] ? place : best), 0);
  }
}

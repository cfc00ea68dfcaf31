// Asks the server. While an answer is under way only the newest question waits: what a slider passed meanwhile is never asked.

const BROWSER = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const REMEMBERED = 400;
let turn = 0;
let asking = 0;
let lines = 0;

/** The body says whether anything is being asked: a style or a test may look. */
function busy(more) {
  asking += more;
  document.body.toggleAttribute("data-busy", asking > 0);
}

/** A refusal of the server, in its words. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export async function get(path) {
  return read(await fetch(path));
}

export async function post(path, body) {
  return read(await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));
}

async function read(response) {
  const answer = await response.json();
  if (!response.ok) throw new Refused(response.status, answer.error || "status " + response.status);
  return answer;
}

/** A line to one address of the server that answers the newest question only. */
export class Line {
  constructor(path, answered, failed) {
    this.path = path;
    this.answered = answered;
    this.failed = failed;
    this.known = new Map();
    this.busy = false;
    this.next = null;
    // Each line is an asker of its own: what one asks overtakes nothing of another.
    this.name = BROWSER + "-" + ++lines;
  }

  /** Asks; calls come back for the newest question alone, at once where the answer is known. */
  ask(question) {
    const key = JSON.stringify(question);
    const known = this.known.get(key);
    if (known) {
      this.next = null;
      this.wanted = key;
      this.answered(known);
      return;
    }
    this.wanted = key;
    this.next = { key: key, question: question };
    this.go();
  }

  async go() {
    if (this.busy || this.next === null) return;
    const { key, question } = this.next;
    this.next = null;
    this.busy = true;
    busy(1);
    try {
      const answer = await post(this.path, { ...question, browser: this.name, turn: ++turn });
      if (answer.superseded) {
        if (this.wanted === key && this.next === null) this.next = { key: key, question: question };
        return;
      }
      if (this.known.size >= REMEMBERED) this.known.delete(this.known.keys().next().value);
      this.known.set(key, answer);
      // Even if the slider has moved on: a picture a moment old is better than none.
      if (this.wanted === key || this.next !== null) this.answered(answer);
    } catch (error) {
      if (error.status === 503 && this.next === null) {
        await new Promise((done) => setTimeout(done, 800));
        if (this.wanted === key) this.next = { key: key, question: question };
      } else if (this.wanted === key) {
        this.failed(error);
      }
    } finally {
      this.busy = false;
      this.go();
      busy(-1);
    }
  }
}

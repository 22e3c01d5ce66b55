
// What is kept of answers, against a model: behind the functions that it tests, as the worker is put together.
import { strict as assert } from "node:assert";
import { Buffer } from "node:buffer";

let state = 7;
const random = (most) => (state = (state * 48271) % 2147483647) % most;
const last = new Map();
let shared = 0;
for (let turn = 0; turn < 3000; turn++) {
  const asked = `asked ${random(12)}`;
  const size = random(20) ? random(900_000) : MOST_KEPT + random(3) - 1;
  const before = last.get(asked);
  // Answers lie in frames, of which they are a part.
  const frame = Buffer.alloc(size + 2 + random(3) * size, `${random(10)}`);
  const bytes = before && random(2) ? Buffer.from(before) : frame.subarray(0, size + 2);
  if (bytes !== before) (bytes[0] = 34), (bytes[bytes.length - 1] = 34);
  const data = takeShared(asked, bytes);
  if (data !== undefined) {
    shared += 1;
    assert.equal(data, JSON.parse(bytes));
    assert.ok(before.equals(bytes));
  }
  last.set(asked, Buffer.from(bytes));
  const held = [...answers.values()].reduce((sum, { bytes }) => sum + bytes.buffer.byteLength, 0);
  assert.ok(held <= 2 * MOST_KEPT + answers.size * 8192, `${held}`);
  const sum = [...answers.values()].reduce((sum, { bytes }) => sum + bytes.length, 0);
  assert.equal(kept, sum);
  assert.ok(kept <= MOST_KEPT, `${kept}`);
}
assert.ok(shared > 100, `${shared}`);

// However deep it is, and whatever its names are.
const deep = Buffer.from(`${"[".repeat(50_000)}{"__proto__":[1]}${"]".repeat(50_000)}`);
takeShared("deep", deep);
let node = takeShared("deep", deep);
for (; Array.isArray(node); node = node[0]) assert.ok(Object.isFrozen(node));
assert.ok(Object.isFrozen(node) && Object.isFrozen(Object.values(node)[0]));
assert.deepEqual(Object.keys(node), ["__proto__"]);

import type { Mesh, Vector } from './mesh.js';

/** A camera that looks over the floor at the middle of the studio, from the side of negative y. */
export interface Camera {
  readonly eye: Vector;
  /** Unit vectors; `right` is x. */
  readonly forward: Vector;
  readonly up: Vector;
  /** In pixels. */
  readonly focal: number;
  /** Where the middle of the studio comes to lie, in pixels. */
  readonly centre: readonly [x: number, y: number];
}

/** A mesh in its place: turned about the upright axis through the middle of the studio. */
export interface Placed {
  readonly mesh: Mesh;
  readonly turn: number;
}

/** What each sample of some rows of a picture sees. */
export interface Samples {
  readonly width: number;
  readonly rows: number;
  /** One over the distance; 0 where there is nothing. */
  readonly nearness: Float32Array;
  /** The index of the mesh among those that were drawn. */
  readonly object: Uint8Array;
  readonly part: Uint8Array;
  /** Positions and normals of the mesh before it was turned, three numbers a sample. */
  readonly position: Float32Array;
  readonly normal: Float32Array;
}

/** A camera at a height and distance that looks at a height above the middle of the floor. */
export function cameraAt(
  distance: number,
  height: number,
  target: number,
  focal: number,
  centre: Camera['centre'],
): Camera {
  const length = Math.hypot(distance, target - height);
  const forward: Vector = [0, distance / length, (target - height) / length];
  return { eye: [0, -distance, height], forward, up: [0, -forward[2], forward[1]], focal, centre };
}

/** Room for the samples of some rows. */
export function emptySamples(width: number, rows: number): Samples {
  const count = width * rows;
  return {
    ...{ width, rows, nearness: new Float32Array(count), object: new Uint8Array(count), part: new Uint8Array(count) },
    ...{ position: new Float32Array(count * 3), normal: new Float32Array(count * 3) },
  };
}

/** The corners of a mesh on the picture: x, y and nearness. With `mirrored`, as the floor would reflect it. */
export function project({ mesh, turn }: Placed, camera: Camera, mirrored: boolean): Float32Array {
  const { eye, forward, up, focal, centre } = camera;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const { positions } = mesh;
  const projected = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const x = cos * positions[i] - sin * positions[i + 1];
    const y = sin * positions[i] + cos * positions[i + 1] - eye[1];
    const z = (mirrored ? -positions[i + 2] : positions[i + 2]) - eye[2];
    const nearness = 1 / (y * forward[1] + z * forward[2]);
    projected[i] = centre[0] + focal * x * nearness;
    projected[i + 1] = centre[1] - focal * (y * up[1] + z * up[2]) * nearness;
    projected[i + 2] = nearness;
  }
  return projected;
}

/**
 * Draws the triangles of a mesh into samples that begin at row `top`, `scale` samples to a pixel each way; the nearest
 * surface wins. Positions and normals are interpolated with perspective.
 */
export function rasterize(
  mesh: Mesh,
  corners: Float32Array,
  object: number,
  into: Samples,
  top: number,
  scale: number,
): void {
  const { triangles } = mesh;
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t] * 3, triangles[t + 1] * 3, triangles[t + 2] * 3];
    const [ax, ay, bx] = [corners[a] * scale, corners[a + 1] * scale - top, corners[b] * scale];
    const [by, cx, cy] = [corners[b + 1] * scale - top, corners[c] * scale, corners[c + 1] * scale - top];
    const firstRow = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
    const lastRow = Math.min(into.rows - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
    if (firstRow > lastRow) continue;
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (area === 0) continue;
    const firstColumn = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
    const lastColumn = Math.min(into.width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
    for (let row = firstRow; row <= lastRow; row++) {
      for (let column = firstColumn; column <= lastColumn; column++) {
        const [x, y] = [column + 0.5, row + 0.5];
        const wb = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area;
        const wc = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area;
        const wa = 1 - wb - wc;
        if (wa < 0 || wb < 0 || wc < 0) continue;
        const nearness = wa * corners[a + 2] + wb * corners[b + 2] + wc * corners[c + 2];
        const sample = row * into.width + column;
        if (nearness <= into.nearness[sample]) continue;
        into.nearness[sample] = nearness;
        into.object[sample] = object;
        into.part[sample] = mesh.parts[triangles[t]];
        const ka = (wa * corners[a + 2]) / nearness;
        const kb = (wb * corners[b + 2]) / nearness;
        const kc = (wc * corners[c + 2]) / nearness;
        for (let k = 0; k < 3; k++) {
          into.position[sample * 3 + k] =
            ka * mesh.positions[a + k] + kb * mesh.positions[b + k] + kc * mesh.positions[c + k];
          into.normal[sample * 3 + k] = ka * mesh.normals[a + k] + kb * mesh.normals[b + k] + kc * mesh.normals[c + k];
        }
      }
    }
  }
}

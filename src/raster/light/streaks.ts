/** A drop that falls: a line with round ends. */
export interface Streak {
  /** Its middle. */
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly width: number;
  /** Degrees from the vertical, to the right below. */
  readonly slant: number;
  /** How much it covers, 0 to 1. */
  readonly opacity: number;
}

/** Draws a streak into a field of covers, with soft edges; what covers more stays. */
export function drawStreak(field: Float32Array, width: number, streak: Streak): void {
  const height = field.length / width;
  const turn = (streak.slant * Math.PI) / 180;
  const [right, down] = [Math.sin(turn), Math.cos(turn)];
  const half = Math.max(0, (streak.length - streak.width) / 2);
  const radius = streak.width / 2;
  const reach = radius + 1;
  const [spanX, spanY] = [Math.abs(right) * half + reach, Math.abs(down) * half + reach];
  const lastY = Math.min(height - 1, Math.floor(streak.y + spanY));
  const lastX = Math.min(width - 1, Math.floor(streak.x + spanX));
  for (let y = Math.max(0, Math.ceil(streak.y - spanY)); y <= lastY; y++) {
    for (let x = Math.max(0, Math.ceil(streak.x - spanX)); x <= lastX; x++) {
      const [dx, dy] = [x - streak.x, y - streak.y];
      const along = Math.min(half, Math.max(-half, dx * right + dy * down));
      const distance = Math.hypot(dx - along * right, dy - along * down);
      const part = streak.opacity * Math.min(1, Math.max(0, radius + 0.5 - distance));
      const i = y * width + x;
      if (part > field[i]) field[i] = part;
    }
  }
}

/** A place in a picture, in pixels: the centre of the first pixel is (0, 0), x runs to the right and y down. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

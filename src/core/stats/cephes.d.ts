// cephes 3.3 has types for CommonJS only; these are the functions used here.
declare module "cephes" {
  export const compiled: Promise<void>;
  export function chdtrc(degrees: number, x: number): number;
  export function incbet(a: number, b: number, x: number): number;
  export function incbi(a: number, b: number, y: number): number;
  export function lgam(x: number): number;
  export function erfc(x: number): number;
  export function ndtri(probability: number): number;
  export function bdtr(successes: number, trials: number, probability: number): number;
}

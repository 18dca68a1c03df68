import type { Shipped } from './notices';

export function billOfMaterials(plugin: {
  id: string;
  version: string;
  author: string;
  seconds: number;
  parts: Shipped[];
}): string;
